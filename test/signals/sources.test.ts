import { CfnParameter, CfnResource, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elasticache from 'aws-cdk-lib/aws-elasticache';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as rds from 'aws-cdk-lib/aws-rds';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { AlarmKind } from '../../src/core';
import { ResourceKind, SignalUnit, Signals } from '../../src/signals';
import { RECOMMENDATIONS } from '../../src/signals/private/recommendations';
import { askedBy, queriesOf, signalsOf } from '../support/asked';
import { lambdaFunction, ONE_OF_EACH, vpcOf } from '../support/observable-world';
import { prodStack } from '../support/stacks';

const KINDS = Object.keys(ONE_OF_EACH) as (keyof typeof ONE_OF_EACH)[];

describe('the sources of all kinds', () => {
  test('are of every kind that AWS runs', () => {
    expect([...KINDS, ResourceKind.APPLICATION].sort()).toEqual(Object.values(ResourceKind).sort());
  });

  describe.each(KINDS)('%s', (kind) => {
    const stack = prodStack();
    const source = ONE_OF_EACH[kind](stack, 'Observed');

    test('says its kind and its resource', () => {
      expect(source.resourceKind).toBe(kind);
      expect(source.resource!.node.path).toMatch(/^Prod\/Observed/);
      expect(source.sourceName).toMatch(/^Observed/);
    });

    test('gives each signal a kind of alarm, and no metric a unit, for CloudWatch filters by it', () => {
      const signals = Object.values(signalsOf(source));
      expect(signals.length).toBeGreaterThan(0);
      expect(signals.filter((signal) => signal.kind === undefined)).toEqual([]);
      expect(signals.flatMap(({ metric }) => metric.toMetricConfig().metricStat?.unitFilter ?? [])).toEqual([]);
    });

    test('publishes all it asks for', () => {
      Object.values(signalsOf(source)).forEach(({ metric }) => Signals._lint(stack, metric));
      expect(stack.node.metadata.filter(({ type }) => type === 'aws:cdk:warning')).toEqual([]);
    });

    test('recommends what the table says, read in the period that the table says', () => {
      const signals = signalsOf(source);
      const rows = RECOMMENDATIONS.filter(({ resource }) => resource === kind);
      for (const { signal, ...row } of rows.filter((candidate) => signals[candidate.signal])) {
        expect(signals[signal].recommendation).toMatchObject({
          comparison: row.comparison,
          datapointsToAlarm: row.datapointsToAlarm,
          evaluationPeriods: row.evaluationPeriods,
          missingData: row.missingData,
          severity: row.severity,
          reference: row.reference,
        });
        expect(queriesOf(stack, signals[signal].metric).map(({ period }) => period)).toEqual(expect.arrayContaining([row.periodSeconds]));
      }
      const recommended = Object.keys(signals).filter((name) => signals[name].recommendation);
      expect(rows.map(({ signal }) => signal)).toEqual(expect.arrayContaining(recommended));
    });

    test('has errors in percent, latency at p99, and no formula of more metrics than an alarm holds', () => {
      const { errors, latency } = source.goldenSignals();
      if (errors && kind !== ResourceKind.PIPELINE) { expect(errors.unit).toBe(SignalUnit.PERCENT); }
      const withoutPercentiles: string[] = [ResourceKind.TABLE, ResourceKind.PIPELINE, ResourceKind.BUILD_PROJECT];
      if (latency && !withoutPercentiles.includes(kind)) { expect(queriesOf(stack, latency.metric)[0].statistic).toBe('p99'); }
      Object.values(askedBy(stack, source)).forEach((queries) => expect(queries.length).toBeLessThanOrEqual(10));
    });

    test('can be alarmed on, all signals of it', () => {
      // CloudFront reports in us-east-1 only.
      const place = new Stack(undefined, 'Place', { env: { account: '111111111111', region: kind === ResourceKind.DISTRIBUTION ? 'us-east-1' : 'eu-west-1' } });
      const signals = signalsOf(ONE_OF_EACH[kind](place, 'Observed'));
      for (const [name, signal] of Object.entries(signals)) {
        new cloudwatch.Alarm(place, `On${name}`, { metric: signal.metric, threshold: 1, evaluationPeriods: 1 });
      }
      Template.fromStack(place).resourceCountIs('AWS::CloudWatch::Alarm', Object.keys(signals).length);
    });
  });
});

describe('the dimensions', () => {
  let stack: Stack;
  beforeEach(() => { stack = prodStack(); });

  test.each<[keyof typeof ONE_OF_EACH, string, string, string[]]>([
    [ResourceKind.EC2_INSTANCE, 'cpu', 'AWS/EC2', ['InstanceId']],
    [ResourceKind.AUTO_SCALING_GROUP, 'cpu', 'AWS/EC2', ['AutoScalingGroupName']],
    [ResourceKind.AUTO_SCALING_GROUP, 'healthy', 'AWS/AutoScaling', ['AutoScalingGroupName']],
    [ResourceKind.ECS_SERVICE, 'memory', 'AWS/ECS', ['ClusterName', 'ServiceName']],
    [ResourceKind.REST_API, 'requests', 'AWS/ApiGateway', ['ApiName']],
    [ResourceKind.HTTP_API, 'requests', 'AWS/ApiGateway', ['ApiId']],
    [ResourceKind.EKS_CLUSTER, 'cpu', 'ContainerInsights', ['ClusterName']],
    [ResourceKind.CERTIFICATE, 'daysToExpiry', 'AWS/CertificateManager', ['CertificateArn']],
    [ResourceKind.TABLE, 'throttles', 'AWS/DynamoDB', ['TableName']],
    [ResourceKind.DISTRIBUTION, 'requests', 'AWS/CloudFront', ['DistributionId', 'Region']],
  ])('of %s %s are those of %s: %p', (kind, signal, namespace, dimensions) => {
    const [query] = askedBy(stack, ONE_OF_EACH[kind](stack, 'Observed'))[signal];
    expect(query.namespace).toBe(namespace);
    expect(Object.keys(query.dimensions).sort()).toEqual(dimensions);
  });

  test('of CloudFront are asked for in us-east-1, wherever the stack is', () => {
    const source = ONE_OF_EACH[ResourceKind.DISTRIBUTION](stack, 'Observed');
    expect(askedBy(stack, source).errors[0]).toMatchObject({ region: 'us-east-1', dimensions: { Region: 'Global' } });
  });

  test('may be tokens that only CloudFormation knows', () => {
    const name = new CfnParameter(stack, 'Name').valueAsString;
    const source = Signals.queue(sqs.Queue.fromQueueArn(stack, 'Imported', `arn:aws:sqs:eu-west-1:111111111111:${name}`));
    new cloudwatch.Alarm(stack, 'Alarm', { metric: source.goldenSignals().backlog!.metric, threshold: 1, evaluationPeriods: 1 });
    expect(JSON.stringify(Template.fromStack(stack).toJSON())).toContain('"Ref":"Name"');
  });

  test('of an imported resource of another region and account are asked for there', () => {
    const source = Signals.queue(sqs.Queue.fromQueueArn(stack, 'Imported', 'arn:aws:sqs:us-west-2:222222222222:orders'));
    expect(askedBy(stack, source).backlog[0]).toMatchObject({ region: 'us-west-2', account: '222222222222', dimensions: { QueueName: 'orders' } });
  });

  test('of a resource of another stack are asked for in the region of that stack', () => {
    const other = new Stack(stack.node.root as any, 'Other', { env: { region: 'us-west-2', account: '111111111111' } });
    const source = Signals.queue(new sqs.Queue(other, 'Orders', { queueName: 'orders' }));
    expect(askedBy(stack, source).backlog[0].region).toBe('us-west-2');
  });

  test('of an imported load balancer and its groups come from their ARNs', () => {
    const account = 'arn:aws:elasticloadbalancing:eu-west-1:111111111111';
    const balancer = elbv2.ApplicationLoadBalancer.fromApplicationLoadBalancerAttributes(stack, 'Balancer', {
      loadBalancerArn: `${account}:loadbalancer/app/web/50dc6c495c0c9188`, securityGroupId: 'sg-1',
    });
    const group = elbv2.ApplicationTargetGroup.fromTargetGroupAttributes(stack, 'Group', { targetGroupArn: `${account}:targetgroup/web/73e2d6bc24d8a067` });
    expect(askedBy(stack, Signals.loadBalancer(balancer, [group])).healthy[0].dimensions)
      .toEqual({ LoadBalancer: 'app/web/50dc6c495c0c9188', TargetGroup: 'targetgroup/web/73e2d6bc24d8a067' });
  });
});

describe('a Lambda function', () => {
  let stack: Stack;
  beforeEach(() => { stack = prodStack(); });

  test('is slow at nine tenths of its timeout, of three seconds where none is set', () => {
    const threshold = (fn: lambda.IFunction) => Signals.lambdaFunction(fn).goldenSignals().latency!.recommendation?.threshold;
    const seconds = new CfnParameter(stack, 'Timeout', { type: 'Number' }).valueAsNumber;
    const unknown = lambdaFunction(stack, 'Unknown');
    (unknown.node.defaultChild as lambda.CfnFunction).timeout = seconds;

    expect(threshold(lambdaFunction(stack, 'Bare'))).toBe(2700);
    expect(threshold(unknown)).toBeUndefined();
    expect(threshold(lambda.Function.fromFunctionName(stack, 'Imported', 'orders'))).toBeUndefined();
  });

  test('fails by share of its invocations, and counts failures apart', () => {
    const signals = signalsOf(Signals.lambdaFunction(lambdaFunction(stack, 'Fn')));
    expect(signals.errors.metric.toMetricConfig().mathExpression!.expression)
      .toBe('IF(FILL(invocations, 0) > 0, 100 * FILL(failed, 0) / FILL(invocations, 0), 0)');
    expect(signals.errorCount).toMatchObject({ unit: SignalUnit.COUNT, kind: AlarmKind.ERRORS });
  });

  test('has an iterator only where it reads a stream', () => {
    const [queue, kafka] = [lambdaFunction(stack, 'OfQueue'), lambdaFunction(stack, 'OfTopic')];
    queue.addEventSourceMapping('Queue', { eventSourceArn: 'arn:aws:sqs:eu-west-1:111111111111:orders' });
    kafka.addEventSourceMapping('Kafka', { eventSourceArn: 'arn:aws:kafka:eu-west-1:111111111111:cluster/x', kafkaTopic: 'orders', startingPosition: lambda.StartingPosition.LATEST });
    expect(signalsOf(Signals.lambdaFunction(queue)).iteratorAge).toBeUndefined();
    expect(signalsOf(Signals.lambdaFunction(kafka)).iteratorAge).toBeUndefined();
    expect(signalsOf(ONE_OF_EACH[ResourceKind.LAMBDA_FUNCTION](stack, 'OfStream')).iteratorAge.kind).toBe(AlarmKind.BACKLOG);
  });

  test('says its log group where it has one of its own, and makes none', () => {
    const logGroup = new logs.LogGroup(stack, 'Logs');
    expect(Signals.lambdaFunction(lambdaFunction(stack, 'Fn', { logGroup })).goldenSignals().logGroups).toEqual([logGroup]);
    expect(Signals.lambdaFunction(lambdaFunction(stack, 'Bare')).goldenSignals().logGroups).toBeUndefined();
    Template.fromStack(stack).resourceCountIs('Custom::LogRetention', 0);
  });
});

describe('a database', () => {
  let stack: Stack;
  beforeEach(() => { stack = prodStack(); });

  const instance = (id: string, props: Partial<rds.DatabaseInstanceProps> = {}) => new rds.DatabaseInstance(stack, id, {
    engine: rds.DatabaseInstanceEngine.POSTGRES, vpc: vpcOf(stack), ...props,
  });

  test('is short of storage at a tenth of what it has, unless that grows by itself', () => {
    const storage = (of: rds.IDatabaseInstance) => signalsOf(Signals.rdsInstance(of)).freeStorage.recommendation?.threshold;
    expect(storage(instance('Fixed', { allocatedStorage: 100 }))).toBe(10 * 1024 ** 3);
    expect(storage(instance('Growing', { allocatedStorage: 100, maxAllocatedStorage: 500 }))).toBeUndefined();
    expect(storage(rds.DatabaseInstance.fromDatabaseInstanceAttributes(stack, 'Imported', {
      instanceIdentifier: 'orders', instanceEndpointAddress: 'x', port: 5432, securityGroups: [],
    }))).toBeUndefined();
  });

  test('has CPU credits where its class is burstable', () => {
    expect(signalsOf(Signals.rdsInstance(instance('Small', { instanceType: new ec2.InstanceType('t4g.medium') }))).cpuCredits).toBeDefined();
    expect(signalsOf(Signals.rdsInstance(instance('Large', { instanceType: new ec2.InstanceType('m7g.large') }))).cpuCredits).toBeUndefined();
  });

  test('has a replica lag where it is a replica', () => {
    const replica = new rds.DatabaseInstanceReadReplica(stack, 'Replica', {
      sourceDatabaseInstance: instance('Primary'), instanceType: new ec2.InstanceType('m7g.large'), vpc: vpcOf(stack),
    });
    expect(signalsOf(Signals.rdsInstance(replica)).replicaLag.recommendation!.threshold).toBe(60);
    expect(signalsOf(Signals.rdsInstance(instance('Alone'))).replicaLag).toBeUndefined();
  });

  test('of Aurora is watched at the busiest instance', () => {
    const source = ONE_OF_EACH[ResourceKind.RDS_CLUSTER](stack, 'Cluster');
    expect(askedBy(stack, source).cpu[0]).toMatchObject({ metricName: 'CPUUtilization', statistic: 'Maximum' });
    expect(signalsOf(source).replicaLag.unit).toBe(SignalUnit.MILLISECONDS);
  });
});

describe('a queue', () => {
  test('has dead letters where it has somewhere to put them, found or given', () => {
    const stack = prodStack();
    const dead = new sqs.Queue(stack, 'Dead');
    const found = Signals.queue(new sqs.Queue(stack, 'Orders', { deadLetterQueue: { queue: dead, maxReceiveCount: 3 } }));
    const given = Signals.queue(sqs.Queue.fromQueueArn(stack, 'Imported', 'arn:aws:sqs:eu-west-1:111111111111:orders'), dead);
    for (const source of [found, given]) {
      const QueueName = stack.resolve(dead.queueName);
      expect(askedBy(stack, source).deadLetters).toMatchObject([{ metricName: 'ApproximateNumberOfMessagesVisible', dimensions: { QueueName } }]);
    }
    expect(signalsOf(Signals.queue(new sqs.Queue(stack, 'Alone'))).deadLetters).toBeUndefined();
  });
});

describe('a cache', () => {
  const clusters = (props: Partial<elasticache.CfnReplicationGroupProps>) => {
    const stack = prodStack();
    const group = new elasticache.CfnReplicationGroup(stack, 'Cache', { replicationGroupDescription: 'x', ...props });
    return askedBy(stack, Signals.elastiCache(group)).cpu.map(({ dimensions }) => (dimensions.CacheClusterId as any)['Fn::Join'][1].slice(1).join(''));
  };

  test('reports by node, of which the worst counts', () => {
    expect(clusters({ numCacheClusters: 2 })).toEqual(['-001', '-002']);
    expect(clusters({ numNodeGroups: 2, replicasPerNodeGroup: 1 })).toEqual(['-0001-001', '-0001-002', '-0002-001', '-0002-002']);
  });

  test('of many nodes is watched at ten of them, which is what an alarm holds', () => {
    expect(clusters({ numNodeGroups: 20, replicasPerNodeGroup: 2 })).toHaveLength(10);
  });

  test('has the CPU of the host for Memcached, of the engine otherwise', () => {
    const stack = prodStack();
    const cluster = (id: string, engine: string) => new elasticache.CfnCacheCluster(stack, id, { engine, cacheNodeType: 'cache.m7g.large', numCacheNodes: 1 });
    expect(askedBy(stack, Signals.elastiCache(cluster('M', 'memcached'))).cpu[0].metricName).toBe('CPUUtilization');
    expect(askedBy(stack, Signals.elastiCache(cluster('R', 'redis'))).cpu[0].metricName).toBe('EngineCPUUtilization');
  });

  test('fails for anything else, naming cache', () => {
    const other = new CfnResource(prodStack(), 'Other', { type: 'AWS::ElastiCache::ServerlessCache' });
    expect(() => Signals.elastiCache(other)).toThrow(/'cache' must be .* got an "AWS::ElastiCache::ServerlessCache" \[at Prod\/Other\]$/);
  });
});

describe('an Auto Scaling group', () => {
  test('counts its instances only where it publishes how many it has', () => {
    const stack = prodStack();
    const plain = new CfnResource(stack, 'Plain', { type: 'AWS::AutoScaling::AutoScalingGroup' });
    const { sources: [source] } = Signals.observe(plain);
    expect(signalsOf(source).healthy).toBeUndefined();
    expect(signalsOf(ONE_OF_EACH[ResourceKind.AUTO_SCALING_GROUP](stack, 'Fleet')).healthy).toBeDefined();
  });
});
