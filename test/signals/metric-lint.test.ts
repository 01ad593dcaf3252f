import { Annotations, App, CfnResource, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { WarningId } from '../../src/core/private/warning-ids';
import { MetricLint, Signals } from '../../src/signals';
import { fargateService, ONE_OF_EACH, vpcOf } from '../support/observable-world';
import { prodStack, warningsWith } from '../support/stacks';

function metric(namespace: string, metricName: string, ...dimensions: string[]): cloudwatch.Metric {
  return new cloudwatch.Metric({ namespace, metricName, dimensionsMap: Object.fromEntries(dimensions.map((name) => [name, 'x'])) });
}

function alarmOn(stack: Stack, asked: cloudwatch.IMetric, id = 'Alarm'): cloudwatch.Alarm {
  return new cloudwatch.Alarm(stack, id, { metric: asked, threshold: 1, evaluationPeriods: 1 });
}

/** Why a metric is dead, if it is. */
function reasonFor(asked: cloudwatch.IMetric): string | undefined {
  const stack = prodStack();
  alarmOn(stack, asked);
  return MetricLint.of(stack).findings()[0]?.reason;
}

describe('the lint of metrics', () => {
  test.each([
    ['an instance by its id and its group at once', metric('AWS/EC2', 'CPUUtilization', 'InstanceId', 'AutoScalingGroupName'), 'AWS publishes it without dimensions, or with InstanceId'],
    ['memory of an instance', metric('AWS/EC2', 'MemoryUtilization', 'InstanceId'), 'Use mem_used_percent of the CloudWatch agent'],
    ['a CPU of a function', metric('AWS/Lambda', 'CPUUtilization', 'FunctionName'), 'Use cpu_total_time in LambdaInsights'],
    ['a depth of a queue', metric('AWS/SQS', 'QueueDepth', 'QueueName'), 'Use ApproximateNumberOfMessagesVisible'],
    ['an invented metric of a queue', metric('AWS/SQS', 'MessagesLost', 'QueueName'), 'AWS does not publish it'],
    ['messages sent by a topic', metric('AWS/SNS', 'NumberOfMessagesSent', 'TopicName'), 'Use NumberOfMessagesPublished'],
    ['throttles of a whole table', metric('AWS/DynamoDB', 'ThrottledRequests', 'TableName'), 'with Operation and TableName'],
    ['user errors of a table', metric('AWS/DynamoDB', 'UserErrors', 'TableName'), 'without dimensions'],
    ['health of a load balancer without a group', metric('AWS/ApplicationELB', 'HealthyHostCount', 'LoadBalancer'), 'with LoadBalancer and TargetGroup'],
    ['a misspelt name', metric('AWS/ApplicationELB', 'UnhealthyHostCount', 'LoadBalancer', 'TargetGroup'), 'Use UnHealthyHostCount'],
    ['errors of a REST API by its id', metric('AWS/ApiGateway', '5XXError', 'ApiId'), 'with ApiName'],
    ['errors of an HTTP API in the words of REST APIs', metric('AWS/ApiGateway', '5xxError', 'ApiId'), '5xx of HTTP APIs'],
    ['a distribution without its region', metric('AWS/CloudFront', 'Requests', 'DistributionId'), 'with DistributionId and Region'],
    ['a replication group', metric('AWS/ElastiCache', 'EngineCPUUtilization', 'ReplicationGroupId'), 'with CacheClusterId'],
    ['a service in the words of the wrong namespace', metric('ECS/ContainerInsights', 'CPUUtilization', 'ClusterName', 'ServiceName'), 'Use CpuUtilized'],
    ['tasks in the wrong namespace', metric('AWS/ECS', 'RunningTaskCount', 'ClusterName', 'ServiceName'), 'in ECS/ContainerInsights'],
    ['a database by instance and cluster', metric('AWS/RDS', 'CPUUtilization', 'DBInstanceIdentifier', 'DBClusterIdentifier'), 'AWS publishes it'],
    ['a group in the wrong namespace', metric('AWS/AutoScaling', 'CPUUtilization', 'AutoScalingGroupName'), 'CPUUtilization in AWS/EC2'],
    ['nodes without their cluster', metric('ContainerInsights', 'node_cpu_utilization', 'NodeName'), 'with ClusterName'],
    ['a certificate by its name', metric('AWS/CertificateManager', 'DaysToExpiry', 'DomainName'), 'with CertificateArn'],
    ['a pipeline in invented words', metric('AWS/CodePipeline', 'PipelineExecutionFailure', 'PipelineName'), 'Use FailedPipelineExecutions'],
  ])('finds %s', (_, asked, reason) => {
    expect(reasonFor(asked)).toContain(reason);
  });

  test.each([
    ['a metric of the application', metric('Shop', 'Orders', 'Anything')],
    ['a namespace that it does not know', metric('AWS/Kinesis', 'Whatever', 'StreamName')],
    ['a name that it does not know where AWS may publish more', metric('AWS/Lambda', 'SomethingNew', 'FunctionName')],
    ['a name that it does not know of a database', metric('AWS/RDS', 'SomethingNew', 'DBInstanceIdentifier')],
    ['an instance by its id', metric('AWS/EC2', 'CPUUtilization', 'InstanceId')],
    ['all instances of a region', metric('AWS/EC2', 'CPUUtilization')],
    ['a function by its alias', metric('AWS/Lambda', 'Errors', 'FunctionName', 'Resource')],
    ['a stage of an API', metric('AWS/ApiGateway', 'Latency', 'ApiName', 'Stage')],
    ['a cluster that is not in the app', metric('AWS/ECS', 'CPUUtilization', 'ClusterName')],
    ['a search', new cloudwatch.MathExpression({ expression: "SEARCH('{AWS/Lambda,FunctionName} CPUUtilization', 'Sum')", usingMetrics: {} })],
  ])('does not judge %s', (_, asked) => {
    const stack = prodStack();
    new cloudwatch.Dashboard(stack, 'Board', { widgets: [[new cloudwatch.GraphWidget({ left: [asked] })]] });
    expect(MetricLint.of(stack).findings()).toEqual([]);
  });

  test('looks into formulas, and says each metric in it', () => {
    const stack = prodStack();
    alarmOn(stack, new cloudwatch.MathExpression({ expression: 'a / b', usingMetrics: { a: metric('AWS/SQS', 'Nothing', 'QueueName'), b: metric('AWS/SQS', 'QueueDepth', 'QueueName') } }));
    expect(MetricLint.of(stack).findings().map(({ metricName }) => metricName)).toEqual(['Nothing', 'QueueDepth']);
  });

  test('says where, what and why', () => {
    const stack = prodStack();
    alarmOn(stack, metric('AWS/SQS', 'QueueDepth', 'QueueName'));
    expect(MetricLint.of(stack).findings()).toEqual([{
      path: 'Prod/Alarm/Resource',
      metricNamespace: 'AWS/SQS',
      metricName: 'QueueDepth',
      dimensions: ['QueueName'],
      reason: 'AWS does not publish it. Use ApproximateNumberOfMessagesVisible',
    }]);
  });

  describe('of dashboards', () => {
    test('reads their body, tokens and all', () => {
      const stack = prodStack();
      const queue = new sqs.Queue(stack, 'Orders');
      const dead = new cloudwatch.Metric({ namespace: 'AWS/SQS', metricName: 'QueueDepth', dimensionsMap: { QueueName: queue.queueName } });
      new cloudwatch.Dashboard(stack, 'Board', { widgets: [[new cloudwatch.GraphWidget({ left: [queue.metricNumberOfMessagesSent(), dead] })]] });
      expect(MetricLint.of(stack).findings().map(({ metricName }) => metricName)).toEqual(['QueueDepth']);
    });

    test('reads a body that was written by hand, with points for what is above', () => {
      const stack = prodStack();
      const metrics = [['AWS/EC2', 'CPUUtilization', 'InstanceId', 'i-1'], ['.', 'MemoryUtilization', '.', '.'], ['...', 'i-2'], [{ expression: 'm1' }]];
      new cloudwatch.CfnDashboard(stack, 'Board', { dashboardBody: JSON.stringify({ widgets: [{ type: 'metric', properties: { metrics } }, { type: 'text' }] }) });
      expect(MetricLint.of(stack).findings().map(({ metricName }) => metricName)).toEqual(['MemoryUtilization']);
    });

    test.each(['', 'no json', '{}', '{"widgets":{}}', '[]', '{"widgets":[null,{"properties":{"metrics":[null,[],["AWS/SQS"],[1,2]]}}]}'])('survives the body %p', (dashboardBody) => {
      const stack = prodStack();
      new cloudwatch.CfnDashboard(stack, 'Board', { dashboardBody });
      expect(MetricLint.of(stack).findings()).toEqual([]);
    });
  });

  test('reads alarms that plain resources make', () => {
    const stack = prodStack();
    const asked = { Namespace: 'AWS/SQS', MetricName: 'QueueDepth', Dimensions: [{ Name: 'QueueName', Value: 'x' }] };
    new CfnResource(stack, 'Plain', { type: 'AWS::CloudWatch::Alarm', properties: { ...asked } });
    new CfnResource(stack, 'Formula', { type: 'AWS::CloudWatch::Alarm', properties: { Metrics: [{ Id: 'm', MetricStat: { Metric: asked } }, { Id: 'e', Expression: 'm' }] } });
    new CfnResource(stack, 'Empty', { type: 'AWS::CloudWatch::Alarm' });
    expect(MetricLint.of(stack).findings().map(({ path }) => path)).toEqual(['Prod/Plain', 'Prod/Formula']);
  });

  describe('of clusters', () => {
    const cpuOf = (cluster: ecs.ICluster) => new cloudwatch.Metric({ namespace: 'AWS/ECS', metricName: 'CPUUtilization', dimensionsMap: { ClusterName: cluster.clusterName } });

    test('knows that there is no CPU of a cluster on Fargate', () => {
      const stack = prodStack();
      const cluster = new ecs.Cluster(stack, 'Cluster', { vpc: vpcOf(stack), enableFargateCapacityProviders: true });
      fargateService(stack, 'Web', cluster);
      alarmOn(stack, cluster.metricCpuUtilization());
      new cloudwatch.Dashboard(stack, 'Board', { widgets: [[new cloudwatch.GraphWidget({ left: [cpuOf(cluster)] })]] });
      const findings = MetricLint.of(stack).findings();
      expect(findings.map(({ path }) => path)).toEqual(['Prod/Alarm/Resource', 'Prod/Board/Resource']);
      expect(findings[0].reason).toContain('on Fargate there are none. Use the metric of the service');
    });

    test('finds none wrong where the cluster has instances', () => {
      const stack = prodStack();
      const cluster = new ecs.Cluster(stack, 'Cluster', { vpc: vpcOf(stack) });
      cluster.addCapacity('Fleet', { instanceType: new ec2.InstanceType('m7i.large') });
      alarmOn(stack, cpuOf(cluster));
      expect(MetricLint.of(stack).findings()).toEqual([]);
    });

    test.each<[string, (stack: Stack, cluster: ecs.CfnCluster) => void]>([
      ['capacity providers of its own', (_, cluster) => { cluster.capacityProviders = ['my-fleet']; }],
      ['an association with capacity providers', (stack, cluster) => new ecs.CfnClusterCapacityProviderAssociations(stack, 'Association', {
        cluster: cluster.ref, capacityProviders: ['FARGATE', 'my-fleet'], defaultCapacityProviderStrategy: [],
      })],
      ['a service on EC2', (stack, cluster) => new ecs.CfnService(stack, 'Service', { cluster: cluster.attrArn, launchType: 'EC2' })],
      ['instances that join it', (stack, cluster) => new ec2.CfnInstance(stack, 'Box', { userData: `ECS_CLUSTER=${cluster.ref}` })],
      ['a launch template that joins it', (stack, cluster) => new ec2.CfnLaunchTemplate(stack, 'Template', { launchTemplateData: { userData: `ECS_CLUSTER=${cluster.ref}` } })],
    ])('takes %s for instances', (_, give) => {
      const stack = prodStack();
      const cluster = new ecs.CfnCluster(stack, 'Cluster');
      alarmOn(stack, new cloudwatch.Metric({ namespace: 'AWS/ECS', metricName: 'MemoryUtilization', dimensionsMap: { ClusterName: cluster.ref } }));
      expect(MetricLint.of(stack).findings()).toHaveLength(1);
      give(stack, cluster);
      expect(MetricLint.of(stack).findings()).toEqual([]);
    });

    test('judges at the end, for instances may come after the alarm', () => {
      const stack = prodStack();
      const cluster = new ecs.Cluster(stack, 'Cluster', { vpc: vpcOf(stack) });
      Signals._lint(stack, cpuOf(cluster));
      cluster.addAsgCapacityProvider(new ecs.AsgCapacityProvider(stack, 'Provider', {
        autoScalingGroup: new autoscaling.AutoScalingGroup(stack, 'Fleet', { vpc: vpcOf(stack), instanceType: new ec2.InstanceType('m7i.large'), machineImage: ecs.EcsOptimizedImage.amazonLinux2023() }),
      }));
      expect(warningsWith(stack, WarningId.DEAD_METRIC)).toEqual([]);
    });
  });

  describe('as a warning', () => {
    test('names the metric, says why and is said once at the alarm', () => {
      const stack = prodStack();
      alarmOn(stack, metric('AWS/SQS', 'QueueDepth', 'QueueName'));
      MetricLint.of(stack.node.root);
      expect(warningsWith(stack, WarningId.DEAD_METRIC)).toEqual([
        'The metric QueueDepth in AWS/SQS with QueueName never has data: AWS does not publish it. Use ApproximateNumberOfMessagesVisible. '
        + '[ack: cdk-devops-patterns/signals:deadMetric]',
      ]);
    });

    test('is not said again where the construct that made the alarm has said it', () => {
      const stack = prodStack();
      const asked = metric('AWS/SQS', 'QueueDepth', 'QueueName');
      Signals._lint(alarmOn(stack, asked), asked);
      MetricLint.of(stack);
      expect(warningsWith(stack, WarningId.DEAD_METRIC)).toHaveLength(1);
    });

    test('of a cluster on Fargate is said at the end', () => {
      const stack = prodStack();
      const cluster = new ecs.Cluster(stack, 'Cluster', { vpc: vpcOf(stack) });
      const alarm = alarmOn(stack, cluster.metricCpuUtilization());
      Signals._lint(alarm, cluster.metricCpuUtilization());
      expect(warningsWith(stack, WarningId.DEAD_METRIC)).toEqual([expect.stringContaining('on Fargate there are none')]);
    });

    test('can be acknowledged at the alarm, also where it comes at the end', () => {
      const app = new App();
      const stack = new Stack(app, 'Prod');
      const alarm = alarmOn(stack, metric('AWS/SQS', 'QueueDepth', 'QueueName'));
      MetricLint.of(app);
      Annotations.of(alarm).acknowledgeWarning(WarningId.DEAD_METRIC);
      const cluster = new ecs.Cluster(stack, 'Cluster', { vpc: vpcOf(stack) });
      Signals._lint(alarm, cluster.metricCpuUtilization());
      Template.fromStack(stack);
      expect(warningsWith(stack, WarningId.DEAD_METRIC)).toEqual([]);
    });
  });

  test('finds nothing wrong with what the library asks for itself', () => {
    const stack = prodStack();
    const sources = Object.entries(ONE_OF_EACH).map(([kind, make]) => make(stack, `The${kind}`));
    for (const source of sources) {
      const { extras = {}, logGroups, ...golden } = source.goldenSignals();
      const metrics = [...Object.values(golden), ...Object.values(extras)].map((signal) => signal.metric);
      new cloudwatch.Dashboard(stack, `Of${source.sourceName}`, { widgets: [metrics.map((asked) => new cloudwatch.GraphWidget({ left: [asked] }))] });
    }
    expect(MetricLint.of(stack).findings()).toEqual([]);
  });
});
