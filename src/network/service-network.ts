import { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import { NetworkShape } from './network-shape';
import { addInterfaceEndpoints } from './private/endpoints';
import { selectFrom } from './private/existing-network';
import { addFlowLogs } from './private/flow-logs';
import { resolveNetwork } from './private/network-plan';
import { createVpc, subnetsOf } from './private/vpc';

/** Where services, their load balancers and their data live. `ServiceNetwork` makes one; any class may be one. */
export interface IServiceNetwork {
  /** The network. */
  readonly vpc: ec2.IVpc;

  /** Where tasks and functions run. */
  readonly serviceSubnets: ec2.SubnetSelection;

  /** Where load balancers listen: one subnet in each of at least two availability zones. */
  readonly loadBalancerSubnets: ec2.SubnetSelection;

  /** Where databases and caches live. */
  readonly dataSubnets: ec2.SubnetSelection;

  /** Whether a task needs a public address to pull its image and to call out. */
  readonly assignPublicIp: boolean;
}

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
   * Whether accepted and rejected connections are logged, to the stack's bucket of infrastructure logs.
   *
   * @default true
   */
  readonly flowLogs?: boolean;

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

/**
 * A network for services: public subnets for load balancers, subnets for the services themselves and isolated subnets
 * for data, in one of four shapes that differ in cost and in how services reach the internet.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/networking-outbound.html
 */
export class ServiceNetwork extends Construct implements IServiceNetwork {
  /**
   * An existing network. Services go to private subnets that reach the internet if there are any, else to public subnets
   * with public addresses, else to isolated subnets.
   *
   * In isolated subnets a service starts only if the network has the interface endpoints `ecr.api`, `ecr.dkr` and `logs`,
   * the S3 gateway endpoint, and those of whatever else the service uses (`secretsmanager`, `ssm`, `ssmmessages` …).
   *
   * Load balancers go to one public subnet per availability zone if there are any, else next to the services.
   * Data goes to isolated subnets if there are any, else next to the services.
   */
  public static fromVpc(vpc: ec2.IVpc): IServiceNetwork {
    return selectFrom(vpc);
  }

  /**
   * The network that everything in a stack shares unless told otherwise: created on first use, with the default props and
   * the id `ServiceNetwork`. A `ServiceNetwork` with that id that the stack already has is taken instead.
   */
  public static ofStack(scope: Construct): ServiceNetwork {
    const stack = Stack.of(scope);
    const existing = stack.node.tryFindChild(ServiceNetwork.SHARED_ID);
    return existing instanceof ServiceNetwork ? existing : new ServiceNetwork(stack, ServiceNetwork.SHARED_ID);
  }

  private static readonly SHARED_ID = 'ServiceNetwork';

  /** The network. */
  public readonly vpc: ec2.IVpc;
  /** Where tasks and functions run. */
  public readonly serviceSubnets: ec2.SubnetSelection;
  /** Where load balancers listen: one subnet in each of at least two availability zones. */
  public readonly loadBalancerSubnets: ec2.SubnetSelection;
  /** Where databases and caches live. */
  public readonly dataSubnets: ec2.SubnetSelection;
  /** Whether a task needs a public address to pull its image and to call out. */
  public readonly assignPublicIp: boolean;

  constructor(scope: Construct, id: string, props: ServiceNetworkProps = {}) {
    super(scope, id);
    const plan = resolveNetwork(this, props);

    this.vpc = createVpc(this, plan);
    this.serviceSubnets = subnetsOf(plan.serviceGroup);
    this.loadBalancerSubnets = subnetsOf('Public');
    this.dataSubnets = subnetsOf('Data');
    this.assignPublicIp = plan.serviceGroup === 'Public';

    if (plan.interfaceEndpoints) { addInterfaceEndpoints(this, this.vpc, plan); }
    if (plan.flowLogs) { addFlowLogs(this, this.vpc); }
  }
}
