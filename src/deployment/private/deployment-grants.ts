import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import { arnPrefix } from './deployment-arns';

const LOOK = ['ecs:DescribeServices', 'ecs:ListServiceDeployments', 'ecs:DescribeServiceDeployments'];

/** Lets somebody find the deployments of a service and do something about them. */
export function grantOnDeployments(service: ecs.BaseService, grantee: iam.IGrantable, action: string): iam.Grant {
  return iam.Grant.addToPrincipal({
    grantee,
    actions: [...LOOK, action],
    resourceArns: (['service', 'service-deployment'] as const).map((resource) => `${arnPrefix(service, resource)}*`),
  });
}
