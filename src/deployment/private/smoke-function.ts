import * as path from 'path';
import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct, DependencyGroup, IConstruct, IDependable } from 'constructs';
import { lookUpAndForward, SmokeTestRole, useNetwork } from './smoke-role';
import { TestEndpoint } from './traffic';
import { acknowledgeInPacks } from '../../core/private/acknowledge-in-packs';
import { VERSIONS } from '../../core/private/versions';
import { IServiceNetwork } from '../../network';

const HANDLER = path.join(__dirname, '../../../handlers/smoke-test');

/**
 * The function that runs the smoke tests of all services of a stack in one VPC; what to ask comes with each call.
 *
 * It calls load balancers at their private addresses: only there they see its security group, which is all that their
 * rules let in. Those of an internet-facing one are known to the API of Amazon EC2 alone. In subnets that do not reach
 * the API, a second function asks it from outside the VPC: an endpoint for the API would cost 7 USD a month and zone.
 */
export class SmokeTestFunction extends Construct {
  public static of(scope: IConstruct, network: IServiceNetwork): SmokeTestFunction {
    const stack = Stack.of(scope);
    // The VPC's address keeps the id the same whatever the order in which services are added.
    const id = `SmokeTests${network.vpc.node.addr.slice(-8)}`;
    return (stack.node.tryFindChild(id) as SmokeTestFunction | undefined) ?? new SmokeTestFunction(stack, id, network);
  }

  private readonly securityGroup: ec2.SecurityGroup;
  private readonly inside: lambda.Function;
  private readonly reachesApi: boolean;
  private outside?: lambda.Function;
  private logKey?: string;

  private constructor(scope: Construct, id: string, { vpc, serviceSubnets }: IServiceNetwork) {
    super(scope, id);
    this.reachesApi = haveWayOut(vpc, serviceSubnets);
    this.securityGroup = new ec2.SecurityGroup(this, 'SecurityGroup', { vpc, description: 'Smoke tests of new versions', allowAllOutbound: false });
    this.inside = buildFunction(this, 'Function', useNetwork, {
      vpc,
      vpcSubnets: serviceSubnets,
      allowPublicSubnet: true,
      securityGroups: [this.securityGroup],
    });
    keepAwake(this.inside);
  }

  /** Lets the function call a listener; what waits for the result finds the way open. Services behind one listener share the rules. */
  public letTo({ connections: { securityGroups, defaultPort } }: ec2.IConnectable): IDependable {
    return new DependencyGroup(...securityGroups.map((group) => this.rulesTo(group, defaultPort!)));
  }

  /** What Amazon ECS calls. */
  public handlerFor({ internetFacing }: TestEndpoint): lambda.IFunction {
    if (!internetFacing) { return this.inside; }
    if (!this.reachesApi) { return this.outside ??= buildForwarder(this, this.inside); }
    this.securityGroup.addEgressRule(ec2.Peer.anyIpv4(), ec2.Port.tcp(443), 'The API of Amazon EC2, for the addresses of load balancers');
    return this.inside;
  }

  /** What the function logs are answers of services: the key that protects the log of one protects this log, too. The first one counts. */
  public protectLike({ node }: logs.ILogGroup): void {
    this.logKey ??= (node.defaultChild as logs.CfnLogGroup | undefined)?.kmsKeyId;
    const logGroups = this.node.children.filter((child): child is logs.LogGroup => child instanceof logs.LogGroup);
    for (const logGroup of logGroups) { (logGroup.node.defaultChild as logs.CfnLogGroup).kmsKeyId = this.logKey; }
  }

  private rulesTo(group: ec2.ISecurityGroup, port: ec2.Port): IDependable {
    const id = `To${group.node.addr.slice(-8)}Port${port}`;
    return this.node.tryFindChild(id) ?? new RulesTo(this, id, this.securityGroup, group, port);
  }
}

/** Both ends of a way between two security groups, in the stack that knows both. */
class RulesTo extends Construct {
  constructor(scope: Construct, id: string, from: ec2.ISecurityGroup, to: ec2.ISecurityGroup, port: ec2.Port) {
    super(scope, id);
    const rule = { ...port.toRuleJson(), description: 'Smoke tests of new versions' };
    new ec2.CfnSecurityGroupEgress(this, 'Out', { ...rule, groupId: from.securityGroupId, destinationSecurityGroupId: to.securityGroupId });
    new ec2.CfnSecurityGroupIngress(this, 'In', { ...rule, groupId: to.securityGroupId, sourceSecurityGroupId: from.securityGroupId });
  }
}

/** Whether functions in the subnets reach the internet. A function has no public address, so public subnets are a dead end. */
function haveWayOut(vpc: ec2.IVpc, selection: ec2.SubnetSelection): boolean {
  const deadEnds = new Set([...vpc.publicSubnets, ...vpc.isolatedSubnets].map(({ subnetId }) => subnetId));
  return !vpc.selectSubnets(selection).subnetIds.some((subnetId) => deadEnds.has(subnetId));
}

function buildFunction(scope: Construct, id: string, allow: (role: SmokeTestRole) => void, options: Partial<lambda.FunctionProps>): lambda.Function {
  const logGroup = new logs.LogGroup(scope, `${id}Logs`, {
    retention: logs.RetentionDays.ONE_MONTH,
    // The reason why the first deployment failed outlives the stack that is rolled back with it.
    removalPolicy: RemovalPolicy.RETAIN,
  });
  const role = new SmokeTestRole(scope, `${id}Role`, logGroup);
  allow(role);
  const handler = new lambda.Function(scope, id, {
    description: 'Asks new versions of services whether they work, before they go live.',
    runtime: new lambda.Runtime(VERSIONS.lambdaRuntime.value, lambda.RuntimeFamily.NODEJS),
    handler: 'index.handler',
    code: lambda.Code.fromAsset(HANDLER),
    role: role.role,
    logGroup,
    memorySize: 256,
    // As long as Lambda allows, which a smoke test never needs.
    timeout: Duration.minutes(15),
    ...options,
  });
  // Lambda checks at once whether it may attach the function to the network, and needs to until it is detached.
  handler.node.addDependency(role);
  acknowledgeOneCaller(handler);
  return handler;
}

function buildForwarder(scope: Construct, inside: lambda.Function): lambda.Function {
  return buildFunction(scope, 'Outside', (role) => lookUpAndForward(role, inside), { environment: { FUNCTION_IN_VPC: inside.functionName } });
}

/** Lambda takes the network away from a function that rests for a month, and fails its next call: that of a deployment. */
function keepAwake(handler: lambda.Function): void {
  const rule = new events.Rule(handler, 'KeepAwake', {
    description: 'Calls a function that would lose its network if it rested for weeks.',
    schedule: events.Schedule.rate(Duration.days(5)),
    targets: [{ bind: () => ({ arn: handler.functionArn }) }],
  });
  handler.addPermission('KeepAwakePermission', {
    principal: new iam.ServicePrincipal('events.amazonaws.com'),
    sourceArn: rule.ruleArn,
  });
}

/** Findings that make no sense for a function that one caller calls and waits for. */
function acknowledgeOneCaller(handler: lambda.Function): void {
  acknowledgeInPacks(handler, {
    LambdaDLQ: 'Amazon ECS waits for the answer: a call that fails rolls the deployment back, and leaves nothing to keep for later.',
    LambdaConcurrency: 'Deployments call it one at a time; a share of its own would be taken from all other functions of the account.',
  });
}
