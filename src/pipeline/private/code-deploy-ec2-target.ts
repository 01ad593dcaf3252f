import { Stack } from 'aws-cdk-lib';
import * as codedeploy from 'aws-cdk-lib/aws-codedeploy';
import { IConstruct } from 'constructs';
import { deployActionName } from './deploy-action';
import { requireArtifact, requireSamePlace } from './deploy-checks';
import { Ec2DeployAction } from './ec2-deploy-action';
import { Deployer, IWatchedTarget } from './measured-release';
import { inputError } from '../../core/private/input-error';
import { nameOf } from '../../core/private/name-of';
import { PipelineStage } from '../pipeline-stage';

export class CodeDeployEc2Target implements IWatchedTarget {
  constructor(private readonly deploymentGroup: codedeploy.IServerDeploymentGroup) {}

  /** Of a group that was made elsewhere nobody knows. */
  public get restoresItself(): boolean {
    return rollbackOf(this.deploymentGroup) !== undefined;
  }

  public bind(stage: PipelineStage): void {
    const { deploymentGroup } = this;
    if (!deploymentGroup?.deploymentGroupName || !deploymentGroup.application?.applicationName) {
      throw inputError(stage.scope, "'deploymentGroup' must be a deployment group of servers, such as the '.deploymentGroup' of an Ec2DeploymentGroup");
    }
    const input = requireArtifact(stage);
    requireRollback(stage, deploymentGroup);
    requireSamePlace(stage, { what: 'a deployment group', name: deploymentGroup.node.path, env: deploymentGroup.env });
    const actionName = deployActionName(stage, nameOf(deploymentGroup));
    stage.codePipelineStage.addAction(new Ec2DeployAction(stage.scope, { actionName, runOrder: stage.runOrder, deploymentGroup, input }));
  }

  public deployersIn(): Deployer[] {
    return [{ group: this.deploymentGroup }];
  }
}

function requireRollback({ scope }: PipelineStage, group: codedeploy.IServerDeploymentGroup): void {
  const rollback = rollbackOf(group);
  if (!rollback || (rollback.enabled && rollback.events?.includes('DEPLOYMENT_FAILURE'))) { return; }
  throw inputError(scope, `'deploymentGroup' must take failed deployments back, got ${group.node.path} without. ` +
    "Give it 'autoRollback: { failedDeployment: true }', or use an Ec2DeploymentGroup");
}

/** How a group of this app rolls back; undefined of one that was made elsewhere. */
function rollbackOf(group: codedeploy.IServerDeploymentGroup | undefined): { enabled?: boolean; events?: string[] } | undefined {
  const resource = (group as IConstruct | undefined)?.node?.defaultChild as codedeploy.CfnDeploymentGroup | undefined;
  if (!resource) { return undefined; }
  return Stack.of(resource).resolve(resource.autoRollbackConfiguration) ?? { enabled: false };
}
