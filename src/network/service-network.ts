import { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import { EndpointOptions } from './endpoint-options';
import { ExistingNetworkOptions } from './existing-network-options';
import { addEndpointsOf, completeEndpoints } from './private/endpoints';
import { selectFrom } from './private/existing-network';
import { addFlowLogs } from './private/flow-logs';
import { requireLoadBalancerPlace } from './private/load-balancer-place';
import { resolveNetwork } from './private/network-plan';
import { createVpc, subnetsOf } from './private/vpc';
import { isCutOff, unreachable } from './private/way-out';
import { ServiceNetworkProps } from './service-network-props';

/**
 * Where services, their load balancers and their data live. `ServiceNetwork` makes one; any class may be one.
 *
 * @subclassable
 */
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

  /**
   * Whether the subnets have IPv6 addresses beside the IPv4 ones.
   *
   * @default false
   */
  readonly dualStack?: boolean;

  /**
   * Whether subnets without a way to the internet reach the AWS services that tasks need in a way that this app does not
   * show. Then nothing is checked.
   *
   * @default - judged by the endpoints of the VPC that this app makes
   */
  readonly reachesAws?: boolean;
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
   * Synthesis fails when this app does not make them: add them with `addEndpoints`, or say with `reachesAws` that they are
   * there.
   *
   * Load balancers go to one public subnet per availability zone if there are any, else next to the services.
   * Data goes to isolated subnets if there are any, else next to the services.
   */
  public static fromVpc(vpc: ec2.IVpc, options: ExistingNetworkOptions = {}): IServiceNetwork {
    return selectFrom(vpc, options);
  }

  /**
   * Gives an existing network the private ways to AWS that tasks in isolated subnets need to start: interface endpoints for
   * Amazon ECR, CloudWatch Logs, Systems Manager and Secrets Manager (about 7 USD a month per endpoint and availability
   * zone) and the free S3 gateway endpoint.
   *
   * Those that this app already makes for the network are left out. Endpoints made elsewhere cannot be seen: a second one
   * for the same service fails at deployment.
   *
   * @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html
   */
  public static addEndpoints(vpc: ec2.IVpc, options: EndpointOptions = {}): void {
    completeEndpoints(vpc, options);
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

  /**
   * Makes synthesis fail when tasks would wait for these AWS services for ever, such as `ecr.dkr`, `logs` or `s3`. They are
   * asked for at the end, when whoever needs them and whoever adds endpoints are done.
   *
   * @internal
   */
  public static _requireReach(scope: Construct, network: IServiceNetwork, services: () => string[]): void {
    scope.node.addValidation({ validate: () => unreachable(network, services()) });
  }

  /**
   * Whether tasks are known to have no way to the internet.
   *
   * @internal
   */
  public static _isCutOff(network: IServiceNetwork): boolean {
    return isCutOff(network);
  }

  /**
   * Fails when a load balancer cannot be in the network.
   *
   * @internal
   */
  public static _requireLoadBalancerPlace(scope: Construct, network: IServiceNetwork, internetFacing: boolean): void {
    requireLoadBalancerPlace(scope, network, internetFacing);
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
  /** Whether the subnets have IPv6 addresses beside the IPv4 ones. */
  public readonly dualStack?: boolean;
  /** Undefined: the endpoints of a `ServiceNetwork` are seen. */
  public readonly reachesAws?: boolean;

  constructor(scope: Construct, id: string, props: ServiceNetworkProps = {}) {
    super(scope, id);
    const plan = resolveNetwork(this, props);

    this.vpc = createVpc(this, plan);
    this.serviceSubnets = subnetsOf(plan.serviceGroup);
    this.loadBalancerSubnets = subnetsOf('Public');
    this.dataSubnets = subnetsOf('Data');
    this.assignPublicIp = plan.serviceGroup === 'Public';
    this.dualStack = plan.dualStack;

    addEndpointsOf(this, this.vpc, plan);
    if (plan.flowLogs) { addFlowLogs(this, this.vpc, plan.flowLogs); }
  }
}
