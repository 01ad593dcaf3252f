import * as ec2 from 'aws-cdk-lib/aws-ec2';

/** What goes where in a network that exists, and what cannot be seen of it. */
export interface ExistingNetworkOptions {
  /**
   * Where tasks and functions run.
   *
   * @default - private subnets that reach the internet if there are any, else public subnets, else isolated ones
   */
  readonly serviceSubnets?: ec2.SubnetSelection;

  /**
   * Where load balancers listen. One subnet of each availability zone is taken.
   *
   * @default - public subnets if there are any, else next to the services
   */
  readonly loadBalancerSubnets?: ec2.SubnetSelection;

  /**
   * Where databases and caches live.
   *
   * @default - isolated subnets if there are any, else next to the services
   */
  readonly dataSubnets?: ec2.SubnetSelection;

  /**
   * Whether a task needs a public address to pull its image and to call out.
   *
   * @default - when services run in public subnets
   */
  readonly assignPublicIp?: boolean;

  /**
   * Whether all of these subnets have IPv6 addresses beside the IPv4 ones, and the routes for them.
   *
   * @default false
   */
  readonly dualStack?: boolean;

  /**
   * Whether subnets without a way to the internet reach the AWS services that tasks need in a way that this app does not
   * show: the endpoints of an imported VPC, a transit gateway, a proxy. Then nothing is checked.
   *
   * @default - judged by the endpoints of the VPC that this app makes
   */
  readonly reachesAws?: boolean;
}
