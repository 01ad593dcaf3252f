import { Annotations, Duration } from 'aws-cdk-lib';
import * as codedeploy from 'aws-cdk-lib/aws-codedeploy';
import { WarningId } from '../../core/private/warning-ids';
import { Ec2BlueGreenOptions } from '../ec2-deployment-group';

/** Deployments make new instances; the L2 knows deployments in place only. */
export function deployToNewInstances(group: codedeploy.ServerDeploymentGroup, options: Ec2BlueGreenOptions): void {
  const { keepOldInstancesFor = Duration.hours(1) } = options;
  const resource = group.node.defaultChild as codedeploy.CfnDeploymentGroup;
  resource.deploymentStyle = { deploymentType: 'BLUE_GREEN', deploymentOption: 'WITH_TRAFFIC_CONTROL' };
  resource.blueGreenDeploymentConfiguration = {
    greenFleetProvisioningOption: { action: 'COPY_AUTO_SCALING_GROUP' },
    deploymentReadyOption: { actionOnTimeout: 'CONTINUE_DEPLOYMENT' },
    terminateBlueInstancesOnDeploymentSuccess: { action: 'TERMINATE', terminationWaitTimeInMinutes: keepOldInstancesFor.toMinutes() },
  };
  Annotations.of(group).addWarningV2(WarningId.FLEET_LEAVES_TEMPLATE,
    'Each release replaces the Auto Scaling group by a copy that CloudFormation does not know: cdk deploy can change neither the copy nor the group of the ' +
    'template, which is gone after the first release. Deploy in place to keep the template in charge.');
}
