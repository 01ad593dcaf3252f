import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { App, CfnResource, CustomResource, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as eks from 'aws-cdk-lib/aws-eks';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as deployment from 'aws-cdk-lib/aws-s3-deployment';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { CfnInclude } from 'aws-cdk-lib/cloudformation-include';
import * as custom from 'aws-cdk-lib/custom-resources';
import { Construct } from 'constructs';
import { ISignalSource, ResourceKind, Signals } from '../../src/signals';
import { askedBy, signalsOf } from '../support/asked';
import { fargateService, lambdaFunction, ONE_OF_EACH, resourcesOf, vpcOf } from '../support/observable-world';
import { prodStack } from '../support/stacks';

const KINDS = Object.keys(ONE_OF_EACH) as (keyof typeof ONE_OF_EACH)[];

describe('Signals.observe', () => {
  let stack: Stack;
  beforeEach(() => { stack = prodStack(); });

  test.each(KINDS)('finds %s, with the same signals that its construct has', (kind) => {
    const made = ONE_OF_EACH[kind](stack, 'Observed');
    const found = Signals.observe(stack).ofKind(kind);

    expect(found.map(({ resource }) => resource)).toContain(made.resource instanceof CfnResource ? made.resource : found[0].resource);
    expect(askedBy(stack, found[0])).toEqual(askedBy(stack, made));
    expect(recommendationsOf(found[0])).toEqual(recommendationsOf(made));
  });

  test('finds plain CloudFormation resources of all types', () => {
    const types = [
      'AWS::ECS::Service', 'AWS::EC2::Instance', 'AWS::AutoScaling::AutoScalingGroup', 'AWS::ElasticLoadBalancingV2::LoadBalancer', 'AWS::Lambda::Function',
      'AWS::RDS::DBInstance', 'AWS::RDS::DBCluster', 'AWS::DynamoDB::Table', 'AWS::SQS::Queue', 'AWS::SNS::Topic', 'AWS::ApiGatewayV2::Api',
      'AWS::StepFunctions::StateMachine', 'AWS::CodeBuild::Project', 'AWS::CodePipeline::Pipeline', 'AWS::ElastiCache::CacheCluster',
      'AWS::CloudFront::Distribution', 'AWS::CertificateManager::Certificate',
    ];
    types.forEach((type, index) => new CfnResource(stack, `R${index}`, { type }));
    const { sources, unknown } = Signals.observe(stack);
    expect(sources.map(({ sourceName }) => sourceName)).toEqual(types.map((_, index) => `R${index}`));
    expect(unknown).toEqual([]);
    sources.forEach((source) => expect(Object.keys(signalsOf(source)).length).toBeGreaterThan(0));
  });

  test('reads the properties of plain resources, overridden ones, too', () => {
    const database = new CfnResource(stack, 'Db', { type: 'AWS::RDS::DBInstance', properties: { Engine: 'postgres', DBInstanceClass: 'db.t4g.micro', AllocatedStorage: '20' } });
    const freeStorage = () => signalsOf(Signals.observe(database).sources[0]).freeStorage.recommendation!.threshold;
    expect(freeStorage()).toBe(2 * 1024 ** 3);
    database.addPropertyOverride('AllocatedStorage', '200');
    expect(freeStorage()).toBe(20 * 1024 ** 3);
  });

  test('yields nothing for an empty stack, not even widgets of the account', () => {
    expect(Signals.observe(stack)).toMatchObject({ sources: [], unknown: [] });
    expect(Signals.observe(new App()).sources).toEqual([]);
  });

  test('finds at once what there is: a list made before is complete, and one made later longer', () => {
    new sqs.Queue(stack, 'First');
    const before = Signals.observe(stack);
    new sqs.Queue(stack, 'Second');
    expect(before.sources).toHaveLength(1);
    expect(Signals.observe(stack).sources).toHaveLength(2);
  });

  test('survives BucketDeployment, log retention, providers and AwsCustomResource, and says why their functions are left out', () => {
    const bucket = new s3.Bucket(stack, 'Site', { autoDeleteObjects: true, removalPolicy: 'destroy' as any });
    new deployment.BucketDeployment(stack, 'Deploy', { sources: [deployment.Source.data('index.html', 'x')], destinationBucket: bucket });
    new logs.LogRetention(stack, 'Retention', { logGroupName: 'x', retention: logs.RetentionDays.ONE_DAY });
    const onEventHandler = lambdaFunction(stack, 'OnEvent');
    const isCompleteHandler = lambdaFunction(stack, 'IsComplete');
    const provider = new custom.Provider(stack, 'Provider', { onEventHandler, isCompleteHandler });
    new CustomResource(stack, 'Own', { serviceToken: provider.serviceToken });
    new custom.AwsCustomResource(stack, 'Call', {
      onCreate: { service: 'S3', action: 'listBuckets', physicalResourceId: custom.PhysicalResourceId.of('x') },
      policy: custom.AwsCustomResourcePolicy.fromSdkCalls({ resources: ['*'] }),
    });

    const { sources, unknown } = Signals.observe(stack);
    expect(sources.map(({ sourceName }) => sourceName)).toEqual(['OnEvent', 'IsComplete']);
    expect(unknown.length).toBeGreaterThanOrEqual(7);
    expect(unknown.filter(({ reason }) => !reason.endsWith('which runs during deployments only'))).toEqual([]);
    const functions = resourcesOf(stack, 'AWS::Lambda::Function').map(({ node }) => node.path);
    const accounted = [...sources.map(({ resource }) => resource!.node.path), ...unknown.map((left) => left.path)];
    expect(functions.filter((fn) => !accounted.includes(fn))).toEqual([]);
  });

  test('lists what publishes metrics and is of a kind that it does not know, and nothing else', () => {
    new kinesis.Stream(stack, 'Clicks');
    new s3.Bucket(stack, 'Files');
    expect(Signals.observe(stack).unknown).toEqual([
      { path: 'Prod/Clicks/Resource', resourceType: 'AWS::Kinesis::Stream', reason: 'AWS::Kinesis::Stream is not among the kinds that the library knows' },
    ]);
  });

  test.each<[string, CfnProps, string]>([
    ['a WebSocket API', { type: 'AWS::ApiGatewayV2::Api', properties: { ProtocolType: 'WEBSOCKET' } }, 'WebSocket APIs are not'],
    ['a gateway load balancer', { type: 'AWS::ElasticLoadBalancingV2::LoadBalancer', properties: { Type: 'gateway' } }, 'gateway load balancers are not'],
    ['a REST API without a name', { type: 'AWS::ApiGateway::RestApi', properties: {} }, 'set Name'],
    ['an EKS cluster without Container Insights', { type: 'AWS::EKS::Cluster', properties: {} }, 'add the add-on amazon-cloudwatch-observability'],
  ])('says why %s is left out', (_, props, reason) => {
    new CfnResource(stack, 'Odd', props);
    expect(Signals.observe(stack)).toMatchObject({ sources: [], unknown: [{ path: 'Prod/Odd', reason: expect.stringContaining(reason) }] });
  });

  test('says what is wrong with a resource that cannot be read, and finds all others', () => {
    new sqs.Queue(stack, 'Fine');
    const odd = new CfnResource(stack, 'Odd', { type: 'AWS::EC2::Instance' });
    Object.defineProperty(odd, 'cfnProperties', { get: () => { throw new Error('no such thing'); } });
    const { sources, unknown } = Signals.observe(stack);
    expect(sources.map(({ sourceName }) => sourceName)).toEqual(['Fine']);
    expect(unknown).toMatchObject([{ path: 'Prod/Odd', reason: 'its properties cannot be read: no such thing' }]);
  });

  test.each([
    ['AWS::ECS::Service', { Cluster: [] }],
    ['AWS::ApiGateway::RestApi', { Name: null }],
  ])('says that %s with %j has no metrics', (type, properties) => {
    new CfnResource(stack, 'Odd', { type, properties });
    expect(Signals.observe(stack)).toMatchObject({ sources: [], unknown: [{ reason: expect.stringContaining('its properties cannot be read: ') }] });
  });

  test('takes a template that was written by hand', () => {
    const templateFile = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'observed-')), 'old.json');
    const Properties = { RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['Dead', 'Arn'] }, maxReceiveCount: 3 } };
    fs.writeFileSync(templateFile, JSON.stringify({ Resources: { Queue: { Type: 'AWS::SQS::Queue', Properties }, Dead: { Type: 'AWS::SQS::Queue' } } }));
    new CfnInclude(stack, 'Old', { templateFile });
    const signals = Signals.observe(stack).sources.map((source) => [source.sourceName, Object.keys(signalsOf(source)).includes('deadLetters')]);
    expect(signals).toEqual(expect.arrayContaining([['Old/Queue', false], ['Old/Dead', true]]));
  });

  describe('leaves out', () => {
    beforeEach(() => {
      new sqs.Queue(stack, 'Orders');
      new sqs.Queue(new Construct(stack, 'Shop'), 'Mails');
      lambdaFunction(stack, 'Worker');
      new kinesis.Stream(stack, 'Clicks');
    });

    const names = (sources: ISignalSource[]) => sources.map(({ sourceName }) => sourceName);

    test('kinds that are not wanted', () => {
      expect(names(Signals.observe(stack, { include: [ResourceKind.QUEUE] }).sources)).toEqual(['Orders', 'Shop/Mails']);
      expect(names(Signals.observe(stack, { exclude: [ResourceKind.QUEUE] }).sources)).toEqual(['Worker']);
      expect(names(Signals.observe(stack, { include: [] }).sources)).toEqual([]);
    });

    test('constructs and paths with all below them, also from what is unknown', () => {
      const shop = stack.node.findChild('Shop');
      expect(names(Signals.observe(stack, { excludeConstructs: [shop], excludePaths: ['Prod/Worker'] }).sources)).toEqual(['Orders']);
      expect(Signals.observe(stack, { excludePaths: ['Prod/Clicks'] }).unknown).toEqual([]);
      expect(names(Signals.observe(shop).sources)).toEqual(['Shop/Mails']);
    });
  });

  test('gives no two sources one name', () => {
    const app = new App();
    for (const id of ['Blue', 'Green']) {
      const one = new Stack(app, id);
      new sqs.Queue(one, 'Orders');
      new CfnResource(new Construct(one, 'Shop'), 'Resource', { type: 'AWS::SQS::Queue' });
    }
    expect(Signals.observe(app).sources.map(({ sourceName }) => sourceName)).toEqual(['Blue/Orders', 'Blue/Shop', 'Green/Orders', 'Green/Shop']);
  });

  test('names an Auto Scaling group after its construct', () => {
    ONE_OF_EACH[ResourceKind.AUTO_SCALING_GROUP](stack, 'Fleet');
    expect(Signals.observe(stack).sources[0].sourceName).toBe('Fleet');
  });

  test('knows a dead-letter queue, whoever sends to it, by what it holds and not by its age', () => {
    const queue = (id: string) => new sqs.Queue(stack, id);
    new sqs.Queue(stack, 'Orders', { deadLetterQueue: { queue: queue('OfQueue'), maxReceiveCount: 3 } });
    const fn = lambdaFunction(stack, 'Fn', { deadLetterQueue: queue('OfFunction') });
    new events.Rule(stack, 'Rule', {
      eventPattern: { source: ['x'] },
      targets: [new targets.LambdaFunction(fn, { deadLetterQueue: queue('OfRule') }), new targets.SqsQueue(queue('Worked'))],
    });
    const queues = Signals.observe(stack).ofKind(ResourceKind.QUEUE);
    const signals = Object.fromEntries(queues.map((source) => [source.sourceName, Object.keys(signalsOf(source))]));
    for (const name of ['OfQueue', 'OfFunction', 'OfRule']) { expect(signals[name]).toEqual(['deadLetters']); }
    expect(signals.Worked).toContain('backlog');
    expect(signals.Orders).toContain('backlog');
  });

  test('finds the cluster of a service by reference, by ARN, by name, and the default one', () => {
    const service = (id: string, cluster?: string) => new ecs.CfnService(stack, id, { cluster });
    const cluster = new ecs.CfnCluster(stack, 'Cluster');
    service('ByRef', cluster.ref);
    service('ByAttribute', cluster.attrArn);
    service('ByArn', 'arn:aws:ecs:eu-west-1:111111111111:cluster/orders');
    service('ByName', 'orders');
    service('InDefault');
    const clusters = Signals.observe(stack).sources.map((source) => askedBy(stack, source).cpu[0].dimensions.ClusterName);
    expect(clusters).toEqual([{ Ref: 'Cluster' }, { Ref: 'Cluster' }, 'orders', 'orders', 'default']);
  });

  test('takes an add-on that names its cluster for one of that cluster', () => {
    new eks.CfnCluster(stack, 'Cluster', { name: 'orders', roleArn: 'x', resourcesVpcConfig: { subnetIds: [] } });
    new eks.CfnAddon(stack, 'Addon', { addonName: 'amazon-cloudwatch-observability', clusterName: 'orders' });
    expect(Signals.observe(stack).sources).toMatchObject([{ sourceName: 'Cluster' }]);
  });

  test('watches a service and its load balancer without a cluster of Fargate', () => {
    fargateService(stack, 'Web', new ecs.Cluster(stack, 'Cluster', { vpc: vpcOf(stack) }));
    const all = Signals.observe(stack).sources.flatMap((source) => Object.values(askedBy(stack, source)).flat());
    expect(all.filter(({ namespace, dimensions }) => namespace === 'AWS/ECS' && !('ServiceName' in dimensions))).toEqual([]);
  });

  test('goes onto a dashboard as it is', () => {
    KINDS.forEach((kind) => ONE_OF_EACH[kind](stack, `The${kind}`));
    const { sources } = Signals.observe(stack);
    expect(sources.length).toBeGreaterThanOrEqual(KINDS.length);
    new cloudwatch.Dashboard(stack, 'Board', { widgets: sources.map((source) => Object.values(signalsOf(source)).map(({ metric }) => new cloudwatch.GraphWidget({ left: [metric] }))) });
    expect(() => (stack.node.root as App).synth()).not.toThrow();
    expect(new Set(sources.map(({ sourceName }) => sourceName)).size).toBe(sources.length);
  });
});

type CfnProps = ConstructorParameters<typeof CfnResource>[2];

function recommendationsOf(source: ISignalSource) {
  return Object.fromEntries(Object.entries(signalsOf(source)).map(([name, { recommendation }]) => [name, recommendation]));
}

