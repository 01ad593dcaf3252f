import { CfnParameter, Duration, Lazy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as efs from 'aws-cdk-lib/aws-efs';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import {
  BlueGreenEc2Service, BlueGreenFargateService, DeploymentEngine, DeploymentPlan, Ec2Capacity, Ingress, ManualApproval, ServiceImage, ServiceVolume,
  SharedLoadBalancer, TestTraffic,
} from '../../src/deployment';
import { ServiceNetwork } from '../../src/network';
import { RandomWorld } from '../support/random-world';
import { onlyResource, prodStack } from '../support/stacks';

const image = ServiceImage.fromRegistry('nginx');
const build = (props: object, stack: Stack = prodStack()) => new BlueGreenFargateService(stack, 'Web', { image, ...props });

/** What no compiler stops plain JavaScript from giving. */
describe('a value of another kind is refused by the name of its prop:', () => {
  test.each<[string, unknown, string]>([
    ['environment', null, "'environment' must be values by name"],
    ['environment', 'A=b', "'environment' must be values by name"],
    ['secrets', null, "'secrets' must be values by name"],
    ['healthCheck', null, "'healthCheck' must be values by name"],
    ['scaling', null, "'scaling' must be values by name"],
    ['rollback', null, "'rollback' must be values by name"],
    ['rollback', { alarms: {} }, "'alarms' must be a list"],
    ['rollback', { alarms: [''] }, 'must be a CloudWatch alarm, got ""'],
    ['smokeTest', null, "'smokeTest' must say what to ask"],
    ['migration', null, "'migration' must be values by name"],
    ['hooks', {}, "'hooks' must be a list"],
    ['approval', null, "'approval' must be a ManualApproval"],
    ['approval', ManualApproval.required(null as any), "'options' must be values by name"],
    ['alerts', 0, "'alerts' must be an AlertRouter"],
    ['cluster', 0, "'cluster' must be an ECS cluster"],
    ['network', false, "'network' must be a service network"],
    ['ingress', '', "'ingress' must be an Ingress"],
    ['ingress', Ingress.internalOnly(null as any), "'options' must be values by name"],
    ['ingress', Ingress.serviceConnect(null as any), "'options' must be values by name"],
    ['ingress', Ingress.internetFacing({ deletionProtection: 'true' as any }), "'deletionProtection' must be true or false"],
    ['capacity', 0, "'capacity' must be a Capacity"],
    ['capacity', null, "'capacity' must be a Capacity"],
    ['readonlyRootFilesystem', 'true', "'readonlyRootFilesystem' must be true or false"],
    ['enableExecuteCommand', {}, "'enableExecuteCommand' must be true or false"],
    ['architecture', null, "'architecture' must be an ecs.CpuArchitecture"],
    ['architecture', new Stack(), "'architecture' must be an ecs.CpuArchitecture"],
    ['logRetention', 5.5, "'logRetention' must be a member of logs.RetentionDays, got 5.5"],
    ['logEncryptionKey', null, "'logEncryptionKey' must be a key of AWS KMS"],
    ['stopTimeout', 30, "'stopTimeout' must be a Duration"],
    ['plan', DeploymentPlan.canary(10 as any), "'options' must be values by name, such as { name: value }, got 10"],
    ['plan', DeploymentPlan.rolling(null as any), "'options' must be values by name"],
    ['testTraffic', TestTraffic.closedListener(8080 as any), "'options' must be values by name, such as { name: value }, got 8080"],
    ['testTraffic', TestTraffic.header(['x'] as any, 'y'), "'name' must be the name of an HTTP header"],
    ['testTraffic', TestTraffic.header('x', undefined as any), "'value' must be"],
    ['engine', DeploymentEngine.codeDeploy(null as any), "'options' must be values by name"],
    ['engine', DeploymentEngine.codeDeploy({ application: '' as any }), "'application' must be an application of CodeDeploy"],
    ['volumes', [ServiceVolume.efs(null as any)], "'containerPath' must be a directory"],
    ['image', () => 'nginx', "'image' must be a service image"],
    ['image', ServiceImage.fromRegistry('nginx', null as any), "'options' must be values by name"],
    ['image', ServiceImage.released({} as any), "'repository' must be a ContainerRepository"],
    ['image', ServiceImage.fromAsset(5 as any), "'directory' must be a directory with a Dockerfile"],
    ['image', ServiceImage.fromAsset(RandomWorld.image, { buildArgs: { A: 5 as any } }), "'buildArgs' must have texts as values, got 5 for A"],
  ])('%s: %p', (prop, value, message) => {
    expect(() => build({ [prop]: value })).toThrow(message);
    expect(() => build({ [prop]: value })).toThrow(/ \[at Prod\/Web\]$/);
  });

  test('an EFS volume: readOnly', () => {
    const stack = prodStack();
    const fileSystem = new efs.FileSystem(stack, 'Files', { vpc: new ec2.Vpc(stack, 'Vpc') });
    expect(() => build({ volumes: [ServiceVolume.efs({ fileSystem, containerPath: '/data', readOnly: 'yes' as any })] }, stack))
      .toThrow("'readOnly' must be true or false, got \"yes\" [at Prod/Web]");
  });

  test('a shared listener: its options and its load balancer', () => {
    const listener = new SharedLoadBalancer(prodStack(), 'Shared').listener;
    expect(() => build({ ingress: Ingress.sharedListener(listener, null as any) })).toThrow("'options' must be values by name");
    expect(() => build({ ingress: Ingress.sharedListener(listener, { pathPatterns: ['/a'], loadBalancer: {} as any }) }))
      .toThrow("'loadBalancer' must be an application load balancer");
  });

  test('a shared load balancer', () => {
    expect(() => new SharedLoadBalancer(prodStack(), 'Shared', null as any)).toThrow("'props' must be values by name");
    expect(() => new SharedLoadBalancer(prodStack(), 'Shared', { internetFacing: 'no' as any })).toThrow("'internetFacing' must be true or false");
  });

  test('an existing network', () => {
    const vpc = new ec2.Vpc(prodStack(), 'Vpc');
    expect(() => ServiceNetwork.fromVpc(vpc, null as any)).toThrow("'options' must be values by name");
    expect(() => ServiceNetwork.fromVpc(vpc, { dualStack: 1 as any })).toThrow("'dualStack' must be true or false");
  });

  test.each<[object | null, string]>([
    [null, "'props' must be values by name"],
    [{ instanceType: 'm6i.large' }, '\'instanceType\' must be a type of EC2 instances, such as new ec2.InstanceType(\'m6i.large\'), got "m6i.large"'],
    [{ instanceType: new ec2.InstanceType('large') }, 'got "large"'],
    [{ operatingSystem: 'windows' }, "'operatingSystem' must be a member of InstanceOperatingSystem, got \"windows\""],
    [{ cluster: false }, "'cluster' must be a cluster that this app makes"],
    [{ network: '' }, "'network' must be a service network"],
    [{ minInstances: 'two' }, "'minInstances' must be a number"],
  ])('capacity of instances: %p', (props, message) => {
    expect(() => new Ec2Capacity(prodStack(), 'Instances', props as any)).toThrow(message);
  });

  test('the capacity of a service on instances', () => {
    expect(() => new BlueGreenEc2Service(prodStack(), 'Web', { image, capacity: new Stack() as any })).toThrow("'capacity' must be an Ec2Capacity");
  });
});

describe('a value that CloudFormation fills in', () => {
  const unknown = (stack: Stack) => new CfnParameter(stack, 'Number', { type: 'Number', default: 100 }).valueAsNumber;

  test('is refused in another unit than AWS takes', () => {
    const stack = prodStack();
    const idleTimeout = Duration.hours(unknown(stack));
    expect(() => build({ ingress: Ingress.internalOnly({ idleTimeout }) }, stack))
      .toThrow("'idleTimeout' must be in seconds when its value is not known at synth, got hours. Use Duration.seconds() [at Prod/Web]");
  });

  test('is refused where an image has to be built before', () => {
    const buildArgs = { VERSION: Lazy.string({ produce: () => '1' }) };
    expect(() => build({ image: ServiceImage.fromAsset(RandomWorld.image, { buildArgs }) })).toThrow("'buildArgs' must be known at synth");
  });

  test('may be one of the two limits of a rolling plan', () => {
    const stack = prodStack();
    build({ plan: DeploymentPlan.rolling({ minHealthyPercent: 50, maxHealthyPercent: unknown(stack) }) }, stack);
    expect(onlyResource(Template.fromStack(stack), 'AWS::ECS::Service').Properties.DeploymentConfiguration)
      .toMatchObject({ MinimumHealthyPercent: 50, MaximumPercent: { Ref: 'Number' } });
  });

  test('may be the CPU of a task on instances', () => {
    const stack = prodStack();
    new BlueGreenEc2Service(stack, 'Web', { image, cpu: unknown(stack) });
    expect(onlyResource(Template.fromStack(stack), 'AWS::ECS::TaskDefinition').Properties).toMatchObject({ Cpu: { Ref: 'Number' } });
  });
});

describe('what AWS would refuse', () => {
  test('access logs in a bucket with a key', () => {
    const stack = prodStack();
    const accessLogsBucket = new s3.Bucket(stack, 'Logs', { encryptionKey: new kms.Key(stack, 'Key') });
    expect(() => build({ ingress: Ingress.internetFacing({ accessLogsBucket }) }, stack)).toThrow("'accessLogsBucket' must be encrypted with S3-managed keys");
  });

  test('a rule that names a path twice', () => {
    const stack = prodStack();
    const listener = elbv2.ApplicationListener.fromApplicationListenerAttributes(stack, 'Listener', {
      listenerArn: 'arn:aws:elasticloadbalancing:eu-west-1:111111111111:listener/app/shop/1/2',
      securityGroup: ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-1'),
    });
    expect(() => build({ ingress: Ingress.sharedListener(listener, { pathPatterns: ['/a', '/b', '/a'] }) }, stack))
      .toThrow('\'pathPatterns\' must have each value once, got "/a" twice [at Prod/Web]');
  });

  test('an alarm that is named twice, so it is named once', () => {
    const stack = prodStack();
    const alarm = cloudwatch.Alarm.fromAlarmArn(stack, 'Alarm', 'arn:aws:cloudwatch:eu-west-1:111111111111:alarm:orders');
    build({ rollback: { alarms: [alarm, alarm] }, engine: DeploymentEngine.codeDeploy() }, stack);
    const { Alarms } = onlyResource(Template.fromStack(stack), 'AWS::CodeDeploy::DeploymentGroup').Properties.AlarmConfiguration;
    expect(Alarms.filter(({ Name }: { Name: unknown }) => Name === 'orders')).toHaveLength(1);
  });
});

test('a listener that does not tell its port cannot be asked', () => {
  const stack = prodStack();
  const listener = elbv2.ApplicationListener.fromApplicationListenerAttributes(stack, 'Listener', {
    listenerArn: 'arn:aws:elasticloadbalancing:eu-west-1:111111111111:listener/app/shop/1/2',
    securityGroup: ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-1'),
  });
  const ingress = Ingress.sharedListener(listener, { hostHeaders: ['shop.example.com'] });
  const testTraffic = TestTraffic.header('x-test', 'secret');
  expect(() => build({ ingress, testTraffic, smokeTest: {} }, stack)).toThrow("Import it with 'defaultPort' [at Prod/Web]");
});

test('names that all objects have are names of variables like any other', () => {
  expect(() => build({ environment: { toString: 'a', constructor: 'b' }, secrets: {} })).not.toThrow();
});
