import { Duration, Token } from 'aws-cdk-lib';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { IConstruct } from 'constructs';
import { EcsEngine } from './ecs-engine';
import { ReleasePlan } from './release-plan';
import { inputError, requireAbility, show } from '../../core/private/input-error';
import { requireDuration } from '../../core/private/require-duration';
import { DeploymentHookConfig, HookTimeoutAction } from '../deployment-hook';
import { DeploymentStage } from '../deployment-stage';

/** What Amazon ECS accepts, in minutes. */
const MAX_TIMEOUT = { pause: 14 * 24 * 60, lambdaFunction: 24 * 60 };

/** A rollback comes by these as well; a pause would stop it. */
const NOT_FOR_PAUSES = [DeploymentStage.TEST_TRAFFIC_SHIFT, DeploymentStage.PRODUCTION_TRAFFIC_SHIFT];

/** These come only when test traffic does. */
const TEST_STAGES = [DeploymentStage.TEST_TRAFFIC_SHIFT, DeploymentStage.POST_TEST_TRAFFIC_SHIFT];

export function hasHooks({ engine, settings }: Pick<ReleasePlan, 'engine' | 'settings'>): boolean {
  return engine instanceof EcsEngine && settings.strategy !== ecs.DeploymentStrategy.ROLLING;
}

/** Fails for a release that never comes by the moments at which hooks happen. */
export function requireHooks(scope: IConstruct, prop: string, release: Pick<ReleasePlan, 'engine' | 'settings'>): void {
  if (!(release.engine instanceof EcsEngine)) {
    throw inputError(scope, `'${prop}' needs DeploymentEngine.ecs(): AWS CodeDeploy knows other moments and calls functions in a way of its own. Leave out one of the two`);
  }
  if (!hasHooks(release)) {
    throw inputError(scope, `'${prop}' needs a plan that shifts traffic: a plan that replaces tasks in place has no moment between the old and the new version. ` +
      'Use DeploymentPlan.blueGreen(), canary() or linear()');
  }
}

/** Fails for what Amazon ECS would refuse, or never come by. */
export function requireHook(scope: IConstruct, config: DeploymentHookConfig, { testTraffic }: Pick<ReleasePlan, 'testTraffic'>): void {
  const { handler, stages, details, timeout, onTimeout } = config;
  if (handler !== undefined) { requireFunction(scope, handler); }
  requireStages(scope, stages);
  if (!handler) { requirePause(scope, config); }
  const untested = testTraffic._kind === 'none' ? stages.find((stage) => TEST_STAGES.includes(stage)) : undefined;
  if (untested) {
    throw inputError(scope, `'stages' must not name ${untested} without test traffic: that moment brings nothing to look at. Leave out TestTraffic.none() or use POST_SCALE_UP`);
  }
  if (details !== undefined) { requireNamedValues(scope, details); }
  if (timeout !== undefined) { requireMinutes(scope, 'timeout', timeout, MAX_TIMEOUT[handler ? 'lambdaFunction' : 'pause']); }
  if (onTimeout !== undefined && !Object.values(HookTimeoutAction).includes(onTimeout)) {
    throw inputError(scope, `'onTimeout' must be HookTimeoutAction.ROLLBACK or CONTINUE, got ${show(onTimeout)}`);
  }
}

/** Fails for anything but whole minutes from one on. */
export function requireMinutes(scope: IConstruct, prop: string, value: Duration, max: number): void {
  requireDuration(scope, { prop, value, unit: 'minutes', min: 1, max, example: 'Duration.hours(4)' });
}

function requireFunction(scope: IConstruct, handler: unknown): void {
  requireAbility(scope, { prop: 'handler', value: handler, method: 'grantInvoke', expected: 'a Lambda function, a version or an alias' });
}

function requireStages(scope: IConstruct, stages: unknown): void {
  const expected = 'at least one DeploymentStage, each once';
  if (!Array.isArray(stages)) { throw inputError(scope, `'stages' must be a list of ${expected}, got ${show(stages)}`); }
  const known = stages.every((stage) => Object.values(DeploymentStage).includes(stage));
  if (stages.length > 0 && known && new Set(stages).size === stages.length) { return; }
  throw inputError(scope, `'stages' must be ${expected}, got ${stages.join(', ') || 'none'}`);
}

function requirePause(scope: IConstruct, { stages, details }: DeploymentHookConfig): void {
  const forbidden = stages.find((stage) => NOT_FOR_PAUSES.includes(stage));
  if (forbidden) {
    throw inputError(scope, `'stages' of a pause must not name ${forbidden}: rollbacks come by there as well, and would wait. Use PRE_PRODUCTION_TRAFFIC_SHIFT or POST_TEST_TRAFFIC_SHIFT`);
  }
  if (details !== undefined) { throw inputError(scope, "'details' need a 'handler' that is told of them: nobody reads those of a pause. Leave them out"); }
}

function requireNamedValues(scope: IConstruct, details: unknown): void {
  if (typeof details === 'object' && details !== null && !Array.isArray(details) && !Token.isUnresolved(details)) { return; }
  throw inputError(scope, `'details' must be values by name, such as { path: '/health' }, got ${show(details)}`);
}
