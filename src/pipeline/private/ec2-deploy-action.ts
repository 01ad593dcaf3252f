import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as codedeploy from 'aws-cdk-lib/aws-codedeploy';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as actions from 'aws-cdk-lib/aws-codepipeline-actions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { askCodeDeploy } from './code-deploy-grants';
import { acknowledgeWildcards } from '../../core/private/acknowledge-wildcards';

export interface Ec2DeployActionProps {
  readonly actionName: string;
  readonly runOrder: number;
  readonly deploymentGroup: codedeploy.IServerDeploymentGroup;
  readonly input: codepipeline.Artifact;
}

/**
 * CodePipeline's action for CodeDeploy. The one of the CDK lets the instances list and read everything in the bucket, in a policy of the user's role.
 *
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CodeDeploy.html
 */
export class Ec2DeployAction extends actions.Action {
  constructor(private readonly scope: Construct, private readonly props: Ec2DeployActionProps) {
    super({
      actionName: props.actionName,
      runOrder: props.runOrder,
      category: codepipeline.ActionCategory.DEPLOY,
      provider: 'CodeDeploy',
      artifactBounds: { minInputs: 1, maxInputs: 1, minOutputs: 0, maxOutputs: 0 },
      inputs: [props.input],
    });
  }

  protected bound(_scope: Construct, _stage: codepipeline.IStage, options: codepipeline.ActionBindOptions): codepipeline.ActionConfig {
    const { deploymentGroup } = this.props;
    askCodeDeploy(deploymentGroup).forEach((statement) => options.role.addToPrincipalPolicy(statement));
    options.bucket.grantRead(options.role);
    this.letInstancesRead(options.bucket);
    return {
      configuration: { ApplicationName: deploymentGroup.application.applicationName, DeploymentGroupName: deploymentGroup.deploymentGroupName },
    };
  }

  /** The agent on each instance fetches what is deployed. */
  private letInstancesRead(bucket: s3.IBucket): void {
    const { deploymentGroup, actionName } = this.props;
    (deploymentGroup.autoScalingGroups ?? []).forEach((group, index) => {
      const role = roleOf(group);
      if (!role) { return; }
      const policy = new iam.Policy(this.scope, `${actionName}-Instances${index || ''}`, { roles: [role] });
      policy.addStatements(new iam.PolicyStatement({ actions: ['s3:GetObject', 's3:GetObjectVersion'], resources: [bucket.arnForObjects('*')] }));
      if (bucket.encryptionKey) { policy.addStatements(new iam.PolicyStatement({ actions: ['kms:Decrypt'], resources: [bucket.encryptionKey.keyArn] })); }
      acknowledgeWildcards(policy, [], [bucket.arnForObjects('*')], "All of it is the pipeline's own bucket, and CodePipeline makes up the keys of its objects.");
    });
  }
}

/** A group with a launch template from elsewhere knows no role. */
function roleOf(group: autoscaling.IAutoScalingGroup): iam.IRole | undefined {
  const principal = group.grantPrincipal as Partial<iam.IRole>;
  return typeof principal.attachInlinePolicy === 'function' ? principal as iam.IRole : undefined;
}
