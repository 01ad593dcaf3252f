import { Duration, Stack } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { resolveApproval } from './approval-plan';
import { PIPELINE_DEFAULTS } from './defaults';
import { EcsDeployTarget } from './ecs-deploy-target';
import { LanePlan, resolveLanes } from './lane-plan';
import { PerformancePlan, resolvePerformance } from './performance-plan';
import { resolveSteps, StepsByStage } from './pipeline-steps';
import { inputError, requireAbility, requireInRange, requirePattern, show } from '../../core/private/input-error';
import { nameOf } from '../../core/private/name-of';
import { requireKinds } from '../../core/private/require-kinds';
import { IBuildStep } from '../build-step';
import { IPipelineSource } from '../pipeline-source';
import { SpeedProfile } from '../speed-profile';
import { StandardPipelineProps } from '../standard-pipeline';

/** The whole input of a pipeline, defaults filled in and checked. */
export interface PipelinePlan {
  /** The pipeline itself, for messages. */
  readonly root: IConstruct;
  /** What a person calls it. */
  readonly sourceName: string;
  readonly source: IPipelineSource;
  readonly buildStep: IBuildStep;
  readonly steps: StepsByStage;
  readonly speed: SpeedProfile;
  readonly artifactRetention: Duration;
  /** Tests in a pipeline of their own. */
  readonly performance?: PerformancePlan;
  /** Other accounts that read artifacts. */
  readonly artifactAccounts: string[];
  /** The first one is the pipeline that goes all the way. */
  readonly lanes: LanePlan[];
}

export function resolvePipelinePlan(scope: IConstruct, props: StandardPipelineProps): PipelinePlan {
  requireProps(scope, props);
  const { pipelineName, artifactRetention = PIPELINE_DEFAULTS.artifactRetention } = props;
  requirePattern(scope, 'pipelineName', pipelineName, /^[\w.@-]{1,100}$/, "1 to 100 letters, digits or any of '.@-_'");
  const steps = resolveSteps(scope, props);
  const approval = resolveApproval(scope, props);
  requireRetention(scope, artifactRetention, approval?.timeout);
  return {
    root: scope,
    sourceName: nameOf(scope),
    source: props.source,
    buildStep: props.buildStep,
    steps,
    speed: props.speed ?? SpeedProfile.balanced(),
    artifactRetention,
    artifactAccounts: resolveArtifactAccounts(scope, props),
    performance: resolvePerformance(scope, props),
    lanes: resolveLanes(scope, props, approval, steps),
  };
}

function requireProps(scope: IConstruct, props: StandardPipelineProps): void {
  requireKinds(scope, props, { pipelineName: 'text' });
  const { source, buildStep, staging, production, speed, alerts, artifactRetention } = props;
  const target = 'a deploy target, such as DeployTarget.ecs(service)';
  requireAbility(scope, { prop: 'source', value: source, method: 'bind', expected: 'a pipeline source, such as PipelineSource.codeCommit(repository)' });
  requireAbility(scope, { prop: 'buildStep', value: buildStep, method: 'bind', expected: 'a build step, such as BuildStep.dockerImage(repository)' });
  requireAbility(scope, { prop: 'production', value: production, method: 'bind', expected: target });
  if (staging) { requireAbility(scope, { prop: 'staging', value: staging, method: 'bind', expected: target }); }
  if (alerts) { requireAbility(scope, { prop: 'alerts', value: alerts, method: 'route', expected: 'an AlertRouter' }); }
  if (artifactRetention) {
    requireAbility(scope, { prop: 'artifactRetention', value: artifactRetention, method: 'toDays', expected: 'a Duration, such as Duration.days(90)' });
  }
  if (speed && !speed._settings) { throw inputError(scope, `'speed' must be a SpeedProfile, such as SpeedProfile.fast(), got ${show(speed)}`); }
  requireTwoServices(scope, props);
}

/** What goes to staging would be live before anybody has tested or approved it. */
function requireTwoServices(scope: IConstruct, { staging, production }: StandardPipelineProps): void {
  if (!(staging instanceof EcsDeployTarget && production instanceof EcsDeployTarget)) { return; }
  if (!staging.service?.node || staging.service !== production.service) { return; }
  throw inputError(scope, `'staging' must release to another service than 'production', got ${staging.service.node.path} for both. ` +
    "Give staging a service of its own, or leave 'staging' out");
}

/** An approved release whose artifacts are gone cannot go on, nor can anybody roll back to it. */
function requireRetention(scope: IConstruct, retention: Duration, waiting: Duration = Duration.days(0)): void {
  if (retention.isUnresolved()) { return; }
  const days = retention.toDays({ integral: false });
  requireInRange(scope, { prop: 'artifactRetention', value: days, min: 1, integer: true, unit: 'days' });
  const waitingDays = waiting.toDays({ integral: false });
  if (days <= waitingDays) {
    throw inputError(scope, `'artifactRetention' must be longer than an approval may take (${waitingDays} days), got ${days} days. ` +
      "Raise it or lower the approval's timeout");
  }
}

function resolveArtifactAccounts(scope: IConstruct, { staging, production }: StandardPipelineProps): string[] {
  const accounts = [staging, production].flatMap((target) => target?.artifactAccounts ?? []);
  accounts.forEach((account) => requirePattern(scope, 'artifactAccounts', account, /^\d{12}$/, 'accounts with 12 digits each'));
  return [...new Set(accounts)].filter((account) => account !== Stack.of(scope).account);
}
