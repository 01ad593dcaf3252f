import { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as route53 from 'aws-cdk-lib/aws-route53';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { inAnyEnvironment, inProd, RoomUnderValidation } from './room';
import { AlertRouter, Destination } from '../../../src/alerting';
import { BlueGreenFargateService, Ingress, ServiceImage } from '../../../src/deployment';
import { NetworkShape, ServiceNetwork } from '../../../src/network';
import { AccountTracing, CloudWatchAgent, SamplingRule, ServiceLogGroup, ServiceTracing, TracedLanguage, TraceGroup, TracingMode } from '../../../src/tracing';
import { BuildApp } from '../../golden/golden';

const image = ServiceImage.fromRegistry('public.ecr.aws/nginx/nginx:1.29');

const tracedService = (stack: Stack) => {
  const web = new BlueGreenFargateService(stack, 'Web', { image });
  new ServiceTracing(stack, 'Tracing', { serviceName: 'web', environment: 'prod' }).traceTask(web.taskDefinition, TracedLanguage.PYTHON);
};

export const tracing: RoomUnderValidation = {
  cases: {
    'the serverless example': (app) => jest.requireActual<{ addServerless: BuildApp }>('../../../examples/typescript/serverless').addServerless(app),
    'a traced service': inProd(tracedService),
    'a traced service, environment unknown': inAnyEnvironment(tracedService),
    'a traced service, with OpenTelemetry only': inProd((stack) => {
      const web = new BlueGreenFargateService(stack, 'Web', { image });
      new ServiceTracing(stack, 'Tracing', { serviceName: 'web', mode: TracingMode.OPEN_TELEMETRY, logGroup: web.logGroup })
        .traceTask(web.taskDefinition, TracedLanguage.JAVA);
    }),
    'a traced function': inProd(tracedFunction),
    'a traced function, environment unknown': inAnyEnvironment(tracedFunction),
    'tracing of an account': inProd((stack) => {
      new AccountTracing(stack, 'Tracing');
      new SamplingRule(stack, 'Checkout', { rate: 1, priority: 1, attributes: { tier: 'gold' } });
      new TraceGroup(stack, 'Slow', { filterExpression: 'responsetime > 1', insights: true });
    }),
    'a log group with all its options': inAnyEnvironment((stack) => usefulLogs(stack, new kms.Key(stack, 'Key', { enableKeyRotation: true }))),
    'a log group that is hardly read': inProd((stack) => new ServiceLogGroup(stack, 'Logs', { logGroupClass: logs.LogGroupClass.INFREQUENT_ACCESS })),
    'an instance with the CloudWatch agent': inProd(bareInstance),
  },
  hardened: {
    'tracing, logs and the CloudWatch agent of a company that is audited': inProd((stack) => {
      const encryptionKey = new kms.Key(stack, 'Key', { enableKeyRotation: true });
      const network = new ServiceNetwork(stack, 'Network', {
        shape: NetworkShape.NAT_PER_AZ, restrictDefaultSecurityGroup: true, flowLogsBucket: s3.Bucket.fromBucketName(stack, 'FlowLogs', 'example-flow-logs'),
      });
      new AccountTracing(stack, 'Account');
      hardenedFunction(stack, network, encryptionKey);
      hardenedService(stack, network, encryptionKey);
      watchedInstance(stack, network, usefulLogs(stack, encryptionKey));
    }),
  },
  acknowledging: {
    'with tracing and the CloudWatch agent': inProd((stack) => {
      tracedFunction(stack);
      bareInstance(stack);
    }),
  },
  allowed: [
    [/\/Tracing\/Access\/Policy$/, 'IAM5[Resource::*]', /^IAM5\[Resource::.*:log-group:\/aws\/application-signals\/data:\*\]$/],
    [/\/Agent\/Agent\/Access$/, 'IAM5[Resource::*]'],
    [/\/(Instance\/)?InstanceRole$/, /^IAM4\[.*\/AmazonSSMManagedInstanceCore\]$/],
  ],
};

function tracedFunction(stack: Stack): void {
  const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
  const lambdaFunction = new lambda.Function(stack, 'Function', {
    runtime: lambda.Runtime.NODEJS_24_X, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = async () => 1;'), role,
  });
  new ServiceTracing(stack, 'Tracing', { serviceName: 'orders' }).traceFunction(lambdaFunction);
}

function hardenedFunction(stack: Stack, { vpc }: ServiceNetwork, encryptionKey: kms.IKey): void {
  const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
  const { logGroup } = new ServiceLogGroup(stack, 'FunctionLogs', { encryptionKey });
  const access = new iam.ManagedPolicy(stack, 'Access', { roles: [role] });
  logGroup.grantWrite(access);
  const lambdaFunction = new lambda.Function(stack, 'Function', {
    runtime: lambda.Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: lambda.Code.fromInline('exports.handler = async () => 1;'),
    role: role.withoutPolicyUpdates(),
    logGroup,
    environmentEncryption: encryptionKey,
    reservedConcurrentExecutions: 10,
    vpc,
    deadLetterQueue: sqs.Queue.fromQueueArn(stack, 'Dead', 'arn:aws:sqs:eu-west-1:111111111111:dead'),
  });
  new ServiceTracing(stack, 'Tracing', { serviceName: 'orders' }).traceFunction(lambdaFunction);
}

function hardenedService(stack: Stack, network: ServiceNetwork, encryptionKey: kms.IKey): void {
  const web = new BlueGreenFargateService(stack, 'Web', {
    image,
    network,
    logEncryptionKey: encryptionKey,
    ingress: Ingress.internalOnly({
      domainName: 'web.example.com',
      hostedZone: route53.HostedZone.fromHostedZoneAttributes(stack, 'Zone', { hostedZoneId: 'Z0123456789EXAMPLE', zoneName: 'example.com' }),
      webAclArn: 'arn:aws:wafv2:eu-west-1:111111111111:regional/webacl/company/11111111-2222-3333-4444-555555555555',
      deletionProtection: true,
      accessLogsBucket: s3.Bucket.fromBucketName(stack, 'AccessLogs', 'example-access-logs'),
    }),
    alerts: new AlertRouter(stack, 'Alerts', { critical: [Destination.email('oncall@example.com')], encryptionKey }),
  });
  const settings = { serviceName: 'web', environment: 'prod', logEncryptionKey: encryptionKey };
  new ServiceTracing(stack, 'ServiceTracing', settings).traceTask(web.taskDefinition, TracedLanguage.NODEJS);
}

function usefulLogs(stack: Stack, encryptionKey: kms.IKey): logs.ILogGroup {
  const useful = new ServiceLogGroup(stack, 'Logs', { encryptionKey, indexedFields: ['requestId'], detectAnomalies: true });
  useful.metricFilter('Errors', { pattern: '{ $.level = "error" }' });
  useful.saveQuery('orders/errors', 'fields @timestamp, message | filter level = "error"');
  return useful.logGroup;
}

function bareInstance(stack: Stack): void {
  watchedInstance(stack, new ServiceNetwork(stack, 'Network'), new ServiceLogGroup(stack, 'Logs').logGroup);
}

function watchedInstance(stack: Stack, { vpc }: ServiceNetwork, logGroup: logs.ILogGroup): void {
  const instance = new ec2.Instance(stack, 'Instance', {
    vpc,
    instanceType: new ec2.InstanceType('m7g.large'),
    machineImage: ec2.MachineImage.latestAmazonLinux2023({ cpuType: ec2.AmazonLinuxCpuType.ARM_64 }),
    blockDevices: [{ deviceName: '/dev/xvda', volume: ec2.BlockDeviceVolume.ebs(8, { encrypted: true }) }],
    detailedMonitoring: true,
    httpTokens: ec2.HttpTokens.REQUIRED,
    ebsOptimized: true,
    disableApiTermination: true,
  });
  new CloudWatchAgent(stack, 'Agent', { diskPaths: ['/', '/data'], logFiles: [{ path: '/var/log/messages', logGroup }] }).watchInstance(instance);
}
