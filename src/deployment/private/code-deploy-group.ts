import { Lazy } from 'aws-cdk-lib';
import * as codedeploy from 'aws-cdk-lib/aws-codedeploy';
import { Construct } from 'constructs';
import { deploymentConfigOf } from './code-deploy-config';
import { buildCodeDeployRole } from './code-deploy-role';
import { ReleaseParts } from './engine';
import { PlanSettings } from './plan-settings';
import { RollbackGate } from './rollback-gate';
import { BalancedTraffic } from './traffic';
import { CodeDeployOptions } from '../code-deploy-options';

/** What CodeDeploy accepts. */
const MAX_ALARMS = 10;

/** What makes CodeDeploy go back to the old version. */
const ROLLBACK_EVENTS = ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_REQUEST', 'DEPLOYMENT_STOP_ON_ALARM'];

/** What a deployment group is made of. */
export interface CodeDeployGroupProps extends Pick<ReleaseParts, 'service' | 'gate'> {
  readonly traffic: BalancedTraffic;
  readonly settings: PlanSettings;
  readonly options: CodeDeployOptions;
}

/** Says how CodeDeploy deploys the service; each deployment names it. */
export function buildDeploymentGroup(scope: Construct, props: CodeDeployGroupProps): codedeploy.IEcsDeploymentGroup {
  const { service, traffic, gate, settings, options } = props;
  const role = buildCodeDeployRole(scope, 'CodeDeployRole', { service, traffic, hookFunctions: options.hookFunctions ?? [] });
  const group = new codedeploy.EcsDeploymentGroup(scope, 'DeploymentGroup', {
    application: options.application,
    deploymentConfig: options.deploymentConfig ?? deploymentConfigOf(scope, settings),
    service,
    // The L2 adds a policy that may do far more to a role it can change.
    role: role.withoutPolicyUpdates(),
    blueGreenDeploymentConfig: {
      blueTargetGroup: traffic.blue,
      greenTargetGroup: traffic.green,
      listener: traffic.productionListener,
      testListener: traffic.testListener,
      terminationWaitTime: options.terminationWaitTime ?? settings.bakeTime,
      deploymentApprovalWaitTime: options.deploymentApprovalWaitTime,
    },
    autoRollback: { failedDeployment: true, stoppedDeployment: true },
  });
  // CodeDeploy looks at the role and at the target groups' load balancer when the group is made.
  group.node.addDependency(role, traffic.productionRule, ...traffic.testRule ? [traffic.testRule] : []);
  watchAlarms(group, gate);
  return group;
}

/** Has deployments watch the alarms, also those added later: the L2 looks at its list once. */
function watchAlarms(group: codedeploy.EcsDeploymentGroup, gate: RollbackGate): void {
  const resource = group.node.defaultChild as codedeploy.CfnDeploymentGroup;
  resource.addPropertyOverride('AutoRollbackConfiguration.Events', ROLLBACK_EVENTS);
  resource.addPropertyOverride('AlarmConfiguration', Lazy.any({
    produce: () => ({ Alarms: gate.alarmNames.map((Name) => ({ Name })), Enabled: gate.alarms.length > 0 }),
  }));
  group.node.addValidation({
    validate: () => gate.alarmNames.length <= MAX_ALARMS ? [] : [
      `'alarms' of the rollback must be at most ${MAX_ALARMS} with DeploymentEngine.codeDeploy(), its own included, got ${gate.alarmNames.length}. ` +
      'Put several into a composite alarm',
    ],
  });
}
