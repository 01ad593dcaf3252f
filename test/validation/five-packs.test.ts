import * as fs from 'fs';
import * as path from 'path';
import { App, Stack } from 'aws-cdk-lib';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { nagFindings, PACKS } from './findings';
import { ROOMS } from './rooms';
import { AlertRouter, Destination } from '../../src/alerting';
import { BlueGreenFargateService, BlueGreenFargateServiceProps, Ingress, LoadBalancerOptions, ServiceImage } from '../../src/deployment';
import { NetworkShape, ServiceNetwork } from '../../src/network';
import { ContainerRepository } from '../../src/registry';
import { build as buildHardened } from '../golden/apps/hardened';
import { BuildApp } from '../golden/golden';

type Props = Partial<BlueGreenFargateServiceProps>;

const HARDENED: Record<string, BuildApp> = { 'the hardened app': buildHardened, ...Object.assign({}, ...ROOMS.map((room) => room.hardened)) };

describe.each(Object.entries(HARDENED))('in %s', (_name, build) => {
  test.each(PACKS)('%s finds nothing', (pack) => {
    const app = new App();
    build(app);
    expect(nagFindings({ app }, pack)).toEqual([]);
  });
});

describe('of what the packs find in a bare service,', () => {
  const archive = (stack: Stack) => s3.Bucket.fromBucketName(stack, 'Archive', 'log-archive');
  const balancer = (options: (stack: Stack) => LoadBalancerOptions) => (stack: Stack): Props => ({ ingress: Ingress.internetFacing(options(stack)) });
  const https = balancer((stack) => ({ certificate: acm.Certificate.fromCertificateArn(stack, 'Cert', 'arn:aws:acm:eu-west-1:111111111111:certificate/1') }));
  const logsElsewhere = (stack: Stack): Props => {
    const bucket = archive(stack);
    return { ingress: Ingress.internetFacing({ accessLogsBucket: bucket }), network: new ServiceNetwork(stack, 'Network', { flowLogsBucket: bucket }) };
  };

  /** The table in the room's README. */
  const OPTIONS: Record<string, (stack: Stack) => Props> = {
    ALBHttpToHttpsRedirection: https,
    ALBWAFEnabled: balancer(() => ({ webAclArn: 'arn:aws:wafv2:eu-west-1:111111111111:regional/webacl/shop/1' })),
    CloudWatchAlarmAction: (stack) => ({ alerts: new AlertRouter(stack, 'Alerts', { critical: [Destination.email('on-call@example.com')] }) }),
    CloudWatchLogGroupEncrypted: (stack) => ({ logEncryptionKey: new kms.Key(stack, 'Key') }),
    ELBDeletionProtectionEnabled: balancer(() => ({ deletionProtection: true })),
    ELBv2ACMCertificateRequired: https,
    S3BucketDefaultLockEnabled: logsElsewhere,
    S3BucketLoggingEnabled: logsElsewhere,
    S3BucketReplicationEnabled: logsElsewhere,
    S3DefaultEncryptionKMS: logsElsewhere,
    VPCDefaultSecurityGroupClosed: (stack) => ({ network: new ServiceNetwork(stack, 'Network', { restrictDefaultSecurityGroup: true }) }),
  };

  test('an option removes everything', () => {
    expect(rulesBroken(service())).toEqual(Object.keys(OPTIONS));
    // The logs of all functions of ours, too.
    expect(rulesBroken(service(() => ({ smokeTest: {} })))).toEqual(Object.keys(OPTIONS));
  });

  test('the README tells the option', () => {
    const table = fs.readFileSync(path.join(__dirname, '../../src/deployment/README.md'), 'utf8').split('\n').filter((line) => line.startsWith('|')).join();
    expect(Object.keys(OPTIONS).filter((rule) => !table.includes(`\`${rule}\``))).toEqual([]);
  });

  test.each(Object.entries(OPTIONS))('%s', (rule, options) => {
    expect(rulesBroken(service((stack) => ({ smokeTest: {}, ...options(stack) })))).not.toContain(rule);
  });
});

describe('what an option brings, another removes:', () => {
  const mode = (stack: Stack) => ssm.StringParameter.fromStringParameterName(stack, 'Mode', '/shop/mode');
  const queue = (stack: Stack) => sqs.Queue.fromQueueArn(stack, 'Queue', 'arn:aws:sqs:eu-west-1:111111111111:orders');
  const publicTasks = (stack: Stack) => new ServiceNetwork(stack, 'Network', { shape: NetworkShape.PUBLIC_IP });
  const cluster = (containerInsightsV2: ecs.ContainerInsights) => (stack: Stack): Props => (
    { cluster: new ecs.Cluster(stack, 'Cluster', { vpc: ServiceNetwork.ofStack(stack).vpc, containerInsightsV2 }) });

  test.each<[string, BuildApp, BuildApp]>([
    ['ECS2', service(() => ({ environment: { MODE: 'live' } })), service((stack) => ({ secrets: { MODE: ecs.Secret.fromSsmParameter(mode(stack)) } }))],
    ['ECS4', service(cluster(ecs.ContainerInsights.DISABLED)), service(cluster(ecs.ContainerInsights.ENABLED))],
    ['EC23', service(() => ({ ingress: openTo(ec2.Peer.anyIpv4()) })), service(() => ({ ingress: openTo(ec2.Peer.ipv4('198.51.100.0/24')) }))],
    ['VPCFlowLogsEnabled', service((stack) => ({ network: new ServiceNetwork(stack, 'Network', { flowLogs: false }) })), service()],
    [
      'LambdaInsideVPC', service((stack) => ({ network: publicTasks(stack), smokeTest: {} })),
      service((stack) => ({ network: publicTasks(stack), smokeTest: {}, ingress: Ingress.internalOnly() })),
    ],
    [
      'IAMNoInlinePolicy', service(() => ({}), (web, stack) => queue(stack).grantSendMessages(web)),
      service(() => ({}), (web, stack) => queue(stack).grantSendMessages(new iam.ManagedPolicy(stack, 'Access', { roles: [web.taskDefinition.taskRole] }))),
    ],
  ])('%s', (rule, before, after) => {
    expect(rulesBroken(before)).toContain(rule);
    expect(rulesBroken(after)).not.toContain(rule);
  });

  function openTo(peer: ec2.IPeer): Ingress {
    return Ingress.internetFacing({ openTo: [peer] });
  }
});

function service(props: (stack: Stack) => Props = () => ({}), more: (web: BlueGreenFargateService, stack: Stack) => void = () => {}): BuildApp {
  return (app) => {
    const stack = new Stack(app, 'Prod', { env: { account: '111111111111', region: 'eu-west-1' } });
    const web = new BlueGreenFargateService(stack, 'Web', { image: ServiceImage.released(new ContainerRepository(stack, 'Images')), ...props(stack) });
    more(web, stack);
  };
}

/** The names of the rules, without those of the packs and of what exactly is wrong. */
function rulesBroken(build: BuildApp): string[] {
  const app = new App();
  build(app);
  const findings = PACKS.flatMap((pack) => nagFindings({ app }, pack));
  return [...new Set(findings.map((finding) => /^\w+ [\w.]+-(\w+)/.exec(finding)![1]))].sort();
}
