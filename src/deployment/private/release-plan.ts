import { Construct } from 'constructs';
import { ReleaseEngine } from './engine';
import { PlanSettings } from './plan-settings';
import { hooksOf } from './release-hooks';
import { requireTestableRelease } from './smoke-hook';
import { inputError, requireAbility } from '../../core/private/input-error';
import { DeploymentEngine } from '../deployment-engine';
import { IDeploymentHook } from '../deployment-hook';
import { DeploymentPlan } from '../deployment-plan';
import { ReleaseProps } from '../release-props';
import { TestTraffic } from '../test-traffic';

/** How a new version goes live, defaults filled in and checked. */
export interface ReleasePlan {
  readonly settings: PlanSettings;
  readonly engine: ReleaseEngine;
  readonly testTraffic: TestTraffic;
  readonly hooks: IDeploymentHook[];
}

export function resolveRelease(scope: Construct, props: ReleaseProps): ReleasePlan {
  const { plan = DeploymentPlan.blueGreen(), engine = DeploymentEngine.ecs(), testTraffic = TestTraffic.closedListener() } = props;
  requireAbility(scope, { prop: 'plan', value: plan, method: '_resolve', expected: 'a deployment plan, such as DeploymentPlan.canary()' });
  if (!(engine instanceof DeploymentEngine)) { throw inputError(scope, "'engine' must be a DeploymentEngine, such as DeploymentEngine.ecs()"); }
  if (!(testTraffic instanceof TestTraffic)) { throw inputError(scope, "'testTraffic' must be a TestTraffic, such as TestTraffic.closedListener()"); }

  const shift = { settings: plan._resolve(scope), engine: engine._engine, testTraffic };
  const release = { ...shift, hooks: hooksOf(scope, props, shift) };
  if (props.smokeTest) { requireTestableRelease(scope, release); }
  release.engine.validate(scope, release);
  return release;
}
