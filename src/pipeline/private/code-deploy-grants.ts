import * as codedeploy from 'aws-cdk-lib/aws-codedeploy';
import * as iam from 'aws-cdk-lib/aws-iam';
import { allow } from './ecs-release';

/** What a group of any kind has. */
interface DeploymentGroup {
  readonly application: { readonly applicationArn: string };
  readonly deploymentGroupArn: string;
  readonly deploymentConfig: codedeploy.IBaseDeploymentConfig;
}

/**
 * What creating a deployment with an AppSpec and following it takes.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscodedeploy.html
 */
export function askCodeDeploy({ application, deploymentGroupArn, deploymentConfig }: DeploymentGroup): iam.PolicyStatement[] {
  return [
    allow(['codedeploy:CreateDeployment', 'codedeploy:GetDeployment', 'codedeploy:ListDeployments'], [deploymentGroupArn]),
    allow(['codedeploy:GetApplicationRevision', 'codedeploy:RegisterApplicationRevision'], [application.applicationArn]),
    allow(['codedeploy:GetDeploymentConfig'], [deploymentConfig.deploymentConfigArn]),
  ];
}
