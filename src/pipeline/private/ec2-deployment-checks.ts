import { IConstruct } from 'constructs';
import { inputError, requireAbility, requireAlarm, requireInRange, show } from '../../core/private/input-error';
import { requireDuration } from '../../core/private/require-duration';
import { requireKinds } from '../../core/private/require-kinds';
import { Ec2DeploymentGroupProps } from '../ec2-deployment-group';
import { Ec2DeploymentStrategy } from '../ec2-deployment-strategy';

/** What CodeDeploy accepts of alarms and of target groups. */
const MOST = 10;

export function requireEc2DeploymentGroup(scope: IConstruct, props: Ec2DeploymentGroupProps): void {
  requireKinds(scope, { props }, { props: 'options' });
  requireKinds(scope, props, { targetGroups: 'list', alarms: 'list', blueGreen: 'options', installAgent: 'flag' });
  const { autoScalingGroup, strategy, targetGroups = [], alarms = [], blueGreen, application } = props;
  requireAbility(scope, { prop: 'autoScalingGroup', value: autoScalingGroup, method: 'addUserData', expected: 'an autoscaling.AutoScalingGroup' });
  if (strategy !== undefined && !(strategy as Partial<Ec2DeploymentStrategy> | null)?._deploymentConfig?.deploymentConfigName) {
    throw inputError(scope, `'strategy' must be a strategy, such as Ec2DeploymentStrategy.halfAtATime(), got ${show(typeof strategy)}`);
  }
  if (application !== undefined && !application?.applicationName) {
    throw inputError(scope, "'application' must be an application of CodeDeploy, such as new codedeploy.ServerApplication(this, 'Releases')");
  }
  targetGroups.forEach((group) => {
    if (!group?.targetGroupArn) { throw inputError(scope, `'targetGroups' must be a list of target groups, got one with ${show(typeof group)}`); }
  });
  requireInRange(scope, { prop: 'targetGroups.length', value: targetGroups.length, min: 0, max: MOST });
  alarms.forEach((alarm) => requireAlarm(scope, 'alarms', alarm));
  requireInRange(scope, { prop: 'alarms.length', value: alarms.length, min: 0, max: MOST, fix: 'Put several into a composite alarm' });
  if (!blueGreen) { return; }
  requireDuration(scope, {
    prop: 'keepOldInstancesFor', value: blueGreen.keepOldInstancesFor, unit: 'minutes', min: 0, max: 2880, example: 'Duration.hours(1)',
  });
  if (targetGroups.length === 0) {
    throw inputError(scope, "'targetGroups' must name a target group when 'blueGreen' is set, got none. Without a load balancer, nothing can take over");
  }
}
