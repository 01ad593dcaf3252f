import * as ec2 from 'aws-cdk-lib/aws-ec2';

/** Which endpoints a network gets, and where. */
export interface EndpointOptions {
  /**
   * Where services run. The endpoints get an address in one of these subnets per availability zone.
   *
   * @default - isolated subnets if there are any, else private ones, else public ones
   */
  readonly subnets?: ec2.SubnetSelection;

  /**
   * AWS services to reach privately beside Amazon ECR, CloudWatch Logs, Systems Manager and Secrets Manager, such as
   * `ec2.InterfaceVpcEndpointAwsService.SSM_MESSAGES` for ECS Exec.
   *
   * @default - none
   */
  readonly moreEndpoints?: ec2.InterfaceVpcEndpointAwsService[];
}
