import { Stack } from 'aws-cdk-lib';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as rds from 'aws-cdk-lib/aws-rds';
import { ObservabilityDashboard } from '../../src/dashboards';
import { ISignalSource, Signal, SignalUnit, Signals } from '../../src/signals';
import { prodStack } from '../support/stacks';

interface Query {
  readonly namespace?: string;
  readonly metricName?: string;
  readonly statistic?: string;
  readonly dimensions: Record<string, unknown>;
}

/** The metric that CloudWatch would be asked for. */
function queried(stack: Stack, signal: Signal | undefined): Query {
  const config = stack.resolve(signal!.metric.toMetricConfig().metricStat);
  return {
    namespace: config.namespace,
    metricName: config.metricName,
    statistic: config.statistic,
    dimensions: Object.fromEntries((config.dimensions ?? []).map(({ name, value }: cloudwatch.Dimension) => [name, value])),
  };
}

describe('Signals', () => {
  let stack: Stack;
  let vpc: ec2.Vpc;
  beforeEach(() => {
    stack = prodStack();
    vpc = new ec2.Vpc(stack, 'Vpc');
  });

  test('reads the CPU of an ECS service from the service, since a cluster on Fargate reports none', () => {
    const service = ecs.FargateService.fromFargateServiceAttributes(stack, 'Imported', {
      cluster: ecs.Cluster.fromClusterAttributes(stack, 'Cluster', { clusterName: 'orders', vpc }), serviceName: 'web',
    });
    const { cpu, memory } = Signals.ecsService(service).goldenSignals();
    expect(queried(stack, cpu)).toEqual({
      namespace: 'AWS/ECS', metricName: 'CPUUtilization', statistic: 'Average', dimensions: { ClusterName: 'orders', ServiceName: 'web' },
    });
    expect(queried(stack, memory).metricName).toBe('MemoryUtilization');
  });

  test('treats a service without CPU datapoints as down, and a stopped instance as neutral', () => {
    const cluster = new ecs.Cluster(stack, 'Cluster', { vpc });
    const task = new ecs.FargateTaskDefinition(stack, 'Task');
    task.addContainer('app', { image: ecs.ContainerImage.fromRegistry('nginx') });
    const service = new ecs.FargateService(stack, 'Web', { cluster, taskDefinition: task });
    const instance = new ec2.Instance(stack, 'Box', {
      vpc, instanceType: new ec2.InstanceType('t3.micro'), machineImage: ec2.MachineImage.latestAmazonLinux2023(),
    });
    expect(Signals.ecsService(service).goldenSignals().cpu!.recommendation!.missingData).toBe(cloudwatch.TreatMissingData.BREACHING);
    expect(Signals.ec2Instance(instance).goldenSignals().cpu!.recommendation!.missingData).toBe(cloudwatch.TreatMissingData.MISSING);
  });

  test('asks EC2 for CPU by instance or by group, never by both: both together match no metric', () => {
    const instance = new ec2.Instance(stack, 'Box', {
      vpc, instanceType: new ec2.InstanceType('t3.micro'), machineImage: ec2.MachineImage.latestAmazonLinux2023(),
    });
    const group = new autoscaling.AutoScalingGroup(stack, 'Fleet', {
      vpc, instanceType: new ec2.InstanceType('t3.micro'), machineImage: ec2.MachineImage.latestAmazonLinux2023(),
    });
    expect(Object.keys(queried(stack, Signals.ec2Instance(instance).goldenSignals().cpu).dimensions)).toEqual(['InstanceId']);
    expect(Object.keys(queried(stack, Signals.autoScalingGroup(group).goldenSignals().cpu).dimensions)).toEqual(['AutoScalingGroupName']);
  });

  test('reports the errors of a load balancer as a share of its requests', () => {
    const loadBalancer = new elbv2.ApplicationLoadBalancer(stack, 'Edge', { vpc });
    const { errors } = Signals.loadBalancer(loadBalancer).goldenSignals();
    const math = errors!.metric.toMetricConfig().mathExpression!;
    expect(errors!.unit).toBe(SignalUnit.PERCENT);
    expect(math.expression).toMatch(/^IF\(.* > 0, 100 \* /);
    // Requests that no target took are errors too.
    expect(Object.keys(math.usingMetrics).sort()).toEqual(['failed', 'requests', 'unserved']);
  });

  test('adds up the health of all target groups, and has no health without them', () => {
    const loadBalancer = new elbv2.ApplicationLoadBalancer(stack, 'Edge', { vpc });
    const group = (id: string) => new elbv2.ApplicationTargetGroup(stack, id, { vpc, port: 80, targetType: elbv2.TargetType.IP });
    const groups = [group('Blue'), group('Green')];
    const listener = loadBalancer.addListener('Http', { port: 80, open: false, defaultTargetGroups: [groups[0]] });
    listener.addAction('Both', { priority: 1, conditions: [elbv2.ListenerCondition.pathPatterns(['/*'])], action: elbv2.ListenerAction.weightedForward(groups.map((targetGroup) => ({ targetGroup, weight: 1 }))) });

    const { healthy, unhealthy } = Signals.loadBalancer(loadBalancer, groups).goldenSignals();
    expect(Object.keys(healthy!.metric.toMetricConfig().mathExpression!.usingMetrics)).toHaveLength(2);
    expect(unhealthy!.recommendation!.threshold).toBe(0);
    expect(Signals.loadBalancer(loadBalancer).goldenSignals().healthy).toBeUndefined();
  });

  test('knows that a Lambda function reports no CPU', () => {
    const fn = new lambda.Function(stack, 'Fn', { runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('x') });
    const signals = Signals.lambdaFunction(fn).goldenSignals();
    expect(signals.cpu).toBeUndefined();
    expect(signals.errors!.unit).toBe(SignalUnit.PERCENT);
    expect(queried(stack, signals.extras!.errorCount).metricName).toBe('Errors');
    expect(queried(stack, signals.extras!.throttles).metricName).toBe('Throttles');
  });

  test('reads a database by its instance identifier', () => {
    const instance = new rds.DatabaseInstance(stack, 'Db', { engine: rds.DatabaseInstanceEngine.POSTGRES, vpc });
    const { cpu, extras } = Signals.rdsInstance(instance).goldenSignals();
    expect(queried(stack, cpu)).toMatchObject({ namespace: 'AWS/RDS', metricName: 'CPUUtilization' });
    expect(cpu!.recommendation!.threshold).toBe(90);
    expect(extras!.freeStorage.unit).toBe(SignalUnit.BYTES);
  });

  test('names a source after its place below its stack', () => {
    const instance = new rds.DatabaseInstance(stack, 'Db', { engine: rds.DatabaseInstanceEngine.POSTGRES, vpc });
    expect(Signals.rdsInstance(instance).sourceName).toBe('Db');
  });

  test('names a source after its stack when its own id says nothing, and as the user wants', () => {
    const instance = new rds.DatabaseInstance(stack, 'Service', { engine: rds.DatabaseInstanceEngine.POSTGRES, vpc });
    expect(Signals.rdsInstance(instance).sourceName).toBe('Prod');
    expect(Signals.named('Orders', Signals.rdsInstance(instance)).sourceName).toBe('Orders');
    expect(Signals.named('Orders', Signals.rdsInstance(instance)).goldenSignals().cpu).toBeDefined();
  });

  test.each([
    ['', { goldenSignals: () => ({}) }, /^'sourceName' must be what a person calls the source, such as 'orders', got "" \[at Signals.named\(\)\]$/],
    [{ goldenSignals: () => ({}) }, 'Orders', /^'sourceName' must be .*, got \{/],
    ['Orders', undefined, /^'source' must be a signal source, .* got undefined/],
  ])('does not give the name %p to %p', (name: any, source: any, message) => {
    expect(() => Signals.named(name, source)).toThrow(message);
  });

  test.each(['ecsService', 'lambdaFunction', 'rdsInstance', 'table', 'queue', 'restApi', 'ec2Instance', 'loadBalancer'] as const)('%s says what it needs when it gets nothing', (name) => {
    expect(() => (Signals as any)[name](undefined)).toThrow(/^the resource must be a construct for AWS::\w+::\w+, got undefined \[at Signals\]$/);
    expect(() => (Signals as any)[name]('orders')).toThrow('got "orders" [at Signals]');
  });

  test('says that a cache is missing', () => {
    expect(() => Signals.elastiCache(undefined as any)).toThrow(/^'cache' must be an AWS::ElastiCache::CacheCluster or .*, got undefined \[at Signals\]$/);
  });

  test('of a user need a metric', () => {
    const own = { sourceName: 'checkout', goldenSignals: () => ({ requests: { label: 'Orders', unit: SignalUnit.COUNT } as any }) };
    expect(() => new ObservabilityDashboard(stack, 'Overview', { sources: [own] }))
      .toThrow("'metric' must be a metric, such as new cloudwatch.Metric({ … }), got undefined [at Prod/Overview]");
  });

  test('can be implemented by a user for a resource of their own', () => {
    const own: ISignalSource = {
      sourceName: 'checkout',
      goldenSignals: () => ({ requests: { metric: new cloudwatch.Metric({ namespace: 'Shop', metricName: 'Orders' }), label: 'Orders', unit: SignalUnit.COUNT } }),
    };
    expect(queried(stack, own.goldenSignals().requests).namespace).toBe('Shop');
  });
});
