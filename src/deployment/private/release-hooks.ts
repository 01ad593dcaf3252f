import { Construct } from 'constructs';
import { ApprovalHook } from './hook-approval';
import { BeforeScaleUpHook } from './hook-before-scale-up';
import { hasHooks, requireHooks } from './hook-checks';
import { resolveMigration } from './migration-plan';
import { ReleasePlan } from './release-plan';
import { SmokeTestHook } from './smoke-hook';
import { resolveSmokeTest } from './smoke-plan';
import { inputError, requireAbility, show } from '../../core/private/input-error';
import { requireKinds } from '../../core/private/require-kinds';
import { IDeploymentHook } from '../deployment-hook';
import { ReleaseProps } from '../release-props';
import { WhileAlarmsFire } from '../while-alarms-fire';

/** Everything at which a deployment stops, in the order in which it does. */
export function hooksOf(scope: Construct, props: ReleaseProps, release: Omit<ReleasePlan, 'hooks'>): IDeploymentHook[] {
  requireKinds(scope, props, { migration: 'options', hooks: 'list' });
  const { smokeTest, approval, migration, hooks = [] } = props;
  const refuseWhileAlarmsFire = refusesWhileAlarmsFire(scope, props);
  requireAllHooks(scope, props, release);
  return [
    ...hasHooks(release) ? [new BeforeScaleUpHook({ refuseWhileAlarmsFire, migration: migration && resolveMigration(scope, migration) })] : [],
    ...smokeTest !== undefined ? [new SmokeTestHook(resolveSmokeTest(scope, smokeTest))] : [],
    ...approval !== undefined ? [new ApprovalHook(scope, approval, release)] : [],
    ...hooks,
  ];
}

function requireAllHooks(scope: Construct, { approval, migration, hooks }: ReleaseProps, release: Omit<ReleasePlan, 'hooks'>): void {
  const given = { approval, migration, hooks: hooks?.length ? hooks : undefined };
  Object.entries(given).filter(([, value]) => value).forEach(([prop]) => requireHooks(scope, prop, release));
  const expected = 'deployment hooks, such as DeploymentHook.pause([DeploymentStage.POST_SCALE_UP])';
  hooks?.forEach((value) => requireAbility(scope, { prop: 'hooks', value, method: 'bind', expected }));
}

function refusesWhileAlarmsFire(scope: Construct, { rollback }: ReleaseProps): boolean {
  const { whileAlarmsFire = WhileAlarmsFire.REFUSE } = rollback ?? {};
  if (Object.values(WhileAlarmsFire).includes(whileAlarmsFire)) { return whileAlarmsFire === WhileAlarmsFire.REFUSE; }
  throw inputError(scope, `'whileAlarmsFire' must be WhileAlarmsFire.REFUSE or DEPLOY_UNWATCHED, got ${show(whileAlarmsFire)}`);
}
