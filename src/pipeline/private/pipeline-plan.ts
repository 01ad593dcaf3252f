import { Duration } from 'aws-cdk-lib';
import * as sns from 'aws-cdk-lib/aws-sns';
import { IConstruct } from 'constructs';
import { PIPELINE_DEFAULTS, StageName } from './defaults';
import { inputError, requireAbility, requireInRange, requirePattern, show } from '../../core/private/input-error';
import { IDeployTarget } from '../deploy-target';
import { PipelineApproval } from '../pipeline-approval';
import { StandardPipelineProps } from '../standard-pipeline';

/** The whole input of a pipeline, defaults filled in and checked. */
export interface PipelinePlan {
  readonly pipelineName?: string;
  readonly artifactRetention: Duration;
  /** In the order in which they release. */
  readonly releases: Release[];
}

export interface Release {
  readonly stageName: string;
  readonly target: IDeployTarget;
  /** What this release waits for. */
  readonly approval?: ApprovalPlan;
}

export interface ApprovalPlan {
  readonly timeout: Duration;
  readonly reviewUrl?: string;
  readonly notify?: sns.ITopic;
  readonly comment?: string;
}

export function resolvePipelinePlan(scope: IConstruct, props: StandardPipelineProps): PipelinePlan {
  requireKinds(scope, props);
  const { pipelineName, artifactRetention = PIPELINE_DEFAULTS.artifactRetention } = props;
  requirePattern(scope, 'pipelineName', pipelineName, /^[\w.@-]{1,100}$/, "1 to 100 letters, digits or any of '.@-_'");
  const releases = resolveReleases(scope, props);
  requireRetention(scope, artifactRetention, releases);
  return { pipelineName, artifactRetention, releases };
}

function requireKinds(scope: IConstruct, { source, buildStep, staging, production }: StandardPipelineProps): void {
  const target = 'a deploy target, such as DeployTarget.ecs(service)';
  requireAbility(scope, { prop: 'source', value: source, method: 'bind', expected: 'a pipeline source, such as PipelineSource.codeCommit(repository)' });
  requireAbility(scope, { prop: 'buildStep', value: buildStep, method: 'bind', expected: 'a build step, such as BuildStep.dockerImage(repository)' });
  requireAbility(scope, { prop: 'production', value: production, method: 'bind', expected: target });
  if (staging) { requireAbility(scope, { prop: 'staging', value: staging, method: 'bind', expected: target }); }
}

function resolveReleases(scope: IConstruct, props: StandardPipelineProps): Release[] {
  const { staging, production, approval = PipelineApproval.manual() } = props;
  const releases: Release[] = [
    ...staging ? [{ stageName: StageName.STAGING, target: staging }] : [],
    { stageName: StageName.PRODUCTION, target: production },
  ];
  if (!approval._options) { return releases; }

  const { beforeStage = StageName.PRODUCTION } = approval._options;
  if (!releases.some((release) => release.stageName === beforeStage)) {
    throw inputError(scope, `'beforeStage' must name a stage of this pipeline that releases (${releases.map((release) => release.stageName).join(', ')}), ` +
      `got ${show(beforeStage)}${beforeStage === StageName.STAGING ? ". Give the pipeline a 'staging' target" : ''}`);
  }
  const asked = resolveApproval(scope, approval);
  return releases.map((release) => release.stageName === beforeStage ? { ...release, approval: asked } : release);
}

function resolveApproval(scope: IConstruct, { _options: options = {} }: PipelineApproval): ApprovalPlan {
  const { timeout = PIPELINE_DEFAULTS.approvalTimeout, reviewUrl, notify, comment } = options;
  if (timeout.isUnresolved()) {
    throw inputError(scope, "'timeout' must be known when the app is synthesized, got a token. The approval action of the AWS CDK takes none");
  }
  requireInRange(scope, { prop: 'timeout', value: timeout.toMinutes({ integral: false }), min: 5, max: 60 * 24 * 60, integer: true, unit: 'minutes' });
  requirePattern(scope, 'reviewUrl', reviewUrl, /^https?:\/\/\S+$/, "an address that starts with 'https://' or 'http://'");
  requirePattern(scope, 'comment', comment, /^[^]{1,1000}$/, '1 to 1000 characters');
  return { timeout, reviewUrl, notify, comment };
}

/** An approved release whose artifacts are gone cannot go on, nor can anybody roll back to it. */
function requireRetention(scope: IConstruct, retention: Duration, releases: Release[]): void {
  const approval = releases.find((release) => release.approval)?.approval;
  if (retention.isUnresolved()) { return; }
  const days = retention.toDays({ integral: false });
  requireInRange(scope, { prop: 'artifactRetention', value: days, min: 1, integer: true, unit: 'days' });
  const waiting = approval?.timeout.toDays({ integral: false }) ?? 0;
  if (days <= waiting) {
    throw inputError(scope, `'artifactRetention' must be longer than an approval may take (${waiting} days), got ${days} days. ` +
      "Raise it or lower the approval's timeout");
  }
}
