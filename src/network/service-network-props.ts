import { Duration } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { NetworkShape } from './network-shape';

/** What a `ServiceNetwork` looks like. */
export interface ServiceNetworkProps {
  /**
   * How services reach the internet and AWS.
   *
   * @default NetworkShape.ONE_NAT
   */
  readonly shape?: NetworkShape;

  /**
   * In how many availability zones there are subnets, 2 to 6; fewer where the region has fewer.
   *
   * A load balancer needs two. The addresses of zones that are not used yet stay reserved, so raising the number later
   * adds subnets and moves none.
   *
   * @default 2
   */
  readonly maxAzs?: number;

  /**
   * The addresses of the network, as an IPv4 block from /16 to /24.
   *
   * It is cut into subnets for six availability zones, 2048 addresses each for a /16. Smaller blocks get smaller subnets
   * down to the /27 that a load balancer needs, then fewer zones: a /23 has room for five, a /24 for two.
   * Changing it replaces the network.
   *
   * @default '10.0.0.0/16'
   */
  readonly cidr?: string;

  /**
   * Whether the subnets have IPv6 addresses beside the IPv4 ones: a /56 block that Amazon provides, a /64 of it per subnet.
   *
   * Public subnets reach the IPv6 internet and are reached from it. Services in private subnets reach it through an
   * egress-only internet gateway, which is free, and past the NAT gateway. Isolated subnets stay isolated. Nothing gets an
   * IPv6 address that does not ask for one; tasks of Amazon ECS do.
   * It can be turned on later: no subnet is replaced.
   *
   * @default false
   * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-task-networking.html
   */
  readonly dualStack?: boolean;

  /**
   * Private ways to more AWS services, from the subnets that services run in: an interface endpoint each, about 7 USD a
   * month per endpoint and availability zone. ECS Exec needs `SSM_MESSAGES` in a network without a way to the internet.
   *
   * @default - those of the shape: Amazon ECR, CloudWatch Logs, Systems Manager and Secrets Manager for `ENDPOINTS`, else none
   */
  readonly moreEndpoints?: ec2.InterfaceVpcEndpointAwsService[];

  /**
   * Whether accepted and rejected connections are logged, to the stack's bucket of infrastructure logs.
   *
   * @default true
   */
  readonly flowLogs?: boolean;

  /**
   * The bucket that the connections are logged to, such as the log archive of an organization.
   *
   * A bucket of this app is opened to the delivery of the logs, and so is its key. One that is imported must be open
   * already. How long it keeps them is up to its own lifecycle rules.
   *
   * @default - the stack's bucket of infrastructure logs
   * @see https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-permissions.html
   */
  readonly flowLogsBucket?: s3.IBucket;

  /**
   * How long the stack's bucket of infrastructure logs keeps the logged connections, in whole days.
   *
   * Above 90 days it keeps all that is in it as long, the access logs of load balancers too: rules of a bucket cannot make
   * an exception for a part of it.
   *
   * @default Duration.days(90)
   */
  readonly flowLogRetention?: Duration;

  /**
   * Whether the rules of the network's default security group are removed.
   *
   * Nothing that this library makes uses that group. Only a Lambda function can remove the rules: one per stack is
   * deployed, with permission to edit that group.
   *
   * @default false
   */
  readonly restrictDefaultSecurityGroup?: boolean;
}
