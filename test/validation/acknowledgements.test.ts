import { App, Stack } from 'aws-cdk-lib';
import * as efs from 'aws-cdk-lib/aws-efs';
import { PACKS, packOf } from './findings';
import { ROOMS } from './rooms';
import { AllowedAcknowledgement } from './rooms/room';
import {
  BlueGreenEc2Service, BlueGreenFargateService, DeploymentEngine, Ec2Capacity, InstanceOperatingSystem, IServiceImage, ServiceImage, ServiceVolume,
} from '../../src/deployment';
import { NetworkShape, ServiceNetwork } from '../../src/network';
import { ContainerRepository } from '../../src/registry';
import { build as hardened } from '../golden/apps/hardened';
import { BuildApp } from '../golden/golden';
import { barePipelineIn } from '../pipeline/support/pipelines';

/** What the L2s grant on the artifacts of a pipeline. */
const ARTIFACTS = ['IAM5[Action::s3:GetObject*]', 'IAM5[Action::s3:GetBucket*]', 'IAM5[Action::s3:List*]', /^IAM5\[Resource::<\w*Artifacts\w+\.Arn>\/\*\]$/];

const LOG_STREAMS = /^IAM5\[Resource::arn:.*:log-group:\/aws\/codebuild\/<\w+>:\*\]$/;

/** What may be acknowledged where: by the end of the construct's path. One more here is a decision for all users: no option of ours may remove it. */
const ALLOWED: AllowedAcknowledgement[] = [
  [/\/Vpc\/PublicSubnet\d\/DefaultRoute$/, 'VPCNoUnrestrictedRouteToIGW'],
  [/^\w+\/InfrastructureLogs\/Bucket$/, 'S1'],
  [/\/Edge\/LoadBalancer$/, 'EC23'],
  [/\/LoadBalancer\/Redirect$/, 'ELBv2ACMCertificateRequired'],
  [/\/Task\/ExecutionRole$/, 'IAM5[Resource::*]', 'IAMNoInlinePolicy'],
  // Only with ECS Exec (both) or a file system of Amazon EFS (the policy): what is granted to a service otherwise is the user's.
  [/^(Exec|Files)\/Web\/TaskRole$/, 'IAM5[Resource::*]', 'IAMNoInlinePolicy'],
  [/^\w+\/ServiceTrafficRole\/Role$/, /^IAM4\[.*\/AmazonECSInfrastructureRolePolicyForLoadBalancers\]$/],
  [/\/CodeDeployRole$/, 'IAM5[Resource::*]', /^IAM5\[Resource::.*:task-set\/\*\/<.*>\/\*\]$/],
  [/\/Instances$/, 'AS3'],
  [
    /\/InstanceRole$/, 'IAM5[Action::ecs:Submit*]', 'IAM5[Resource::*]', 'IAMNoInlinePolicy',
    /^IAM4\[.*\/AmazonSSMManagedInstanceCore\]$/, /^IAM4\[.*\/AmazonEC2ContainerServiceforEC2Role\]$/,
  ],
  [/^\w+\/ServiceDeploymentHooks\/Policy$/, 'IAM5[Resource::*]'],
  [/^\w+\/ServiceDeploymentHooks\/Services\d$/, 'IAM5[Resource::*]', /^IAM5\[Resource::.*:task-definition\/\w+:\*\]$/],
  [/^\w+\/ServiceDeploymentHooks\/Function$/, 'LambdaConcurrency', 'LambdaDLQ', 'LambdaInsideVPC'],
  [/^\w+\/SmokeTests\w{8}\/(Function|Outside)Role\/Policy$/, 'IAM5[Resource::*]'],
  [/^\w+\/SmokeTests\w{8}\/(Function|Outside)$/, 'LambdaConcurrency', 'LambdaDLQ'],
  [/\/Build\/DockerImage\/Project$/, 'CB4', 'IAM5[Resource::*]', ...ARTIFACTS, LOG_STREAMS],
  [/\/Production\/Deploy-\w+\/Project$/, 'CB4', ...ARTIFACTS, LOG_STREAMS],
  [
    /\/Production\/Deploy-\w+\/Project\/Release$/, 'IAM5[Resource::*]',
    /^IAM5\[Resource::arn:.*:(service-deployment|service-revision|task-definition\/\w+:)\*\]$|^IAM5\[.*:service-(deployment|revision)\/\*\]$/,
  ],
  [/\/Delivery\/Pipeline$/, ...ARTIFACTS, 'IAM5[Action::s3:DeleteObject*]', 'IAM5[Action::s3:Abort*]'],
  ...ROOMS.flatMap((room) => room.allowed),
];

const APPS: Record<string, BuildApp> = {
  hardened,
  'with a bare service': inStack('Bare', (stack) => new BlueGreenFargateService(stack, 'Web', { image: released(stack) })),
  'with a bare service on instances': inStack('Ec2', (stack) => new BlueGreenEc2Service(stack, 'Web', { image: released(stack) })),
  'with a service on Amazon Linux': inStack('AmazonLinux', (stack) => new BlueGreenEc2Service(stack, 'Web', {
    image: released(stack), capacity: new Ec2Capacity(stack, 'Capacity', { operatingSystem: InstanceOperatingSystem.AMAZON_LINUX_2023 }),
  })),
  'with ECS Exec': inStack('Exec', (stack) => new BlueGreenFargateService(stack, 'Web', { image: released(stack), enableExecuteCommand: true })),
  'with files': inStack('Files', (stack) => {
    const { vpc } = ServiceNetwork.ofStack(stack);
    const volumes = [ServiceVolume.efs({ fileSystem: new efs.FileSystem(stack, 'Files', { vpc }), containerPath: '/files' })];
    new BlueGreenFargateService(stack, 'Web', { image: released(stack), volumes });
  }),
  'with smoke tests from outside': inStack('Outside', (stack) => new BlueGreenFargateService(stack, 'Web', {
    image: released(stack), smokeTest: {}, network: new ServiceNetwork(stack, 'Network', { shape: NetworkShape.PUBLIC_IP }),
  })),
  'with CodeDeploy': inStack('CodeDeploy', (stack) => new BlueGreenFargateService(stack, 'Web', {
    image: released(stack), engine: DeploymentEngine.codeDeploy(),
  })),
  'with a bare pipeline': inStack('Pipeline', barePipelineIn),
  ...Object.assign({}, ...ROOMS.map((room) => room.acknowledging)),
};

/** One rule on one construct, whatever the pack. */
interface Acknowledgement {
  readonly path: string;
  readonly rule: string;
  readonly reason: string;
}

const everywhere: Acknowledgement[] = [];

describe.each(Object.entries(APPS))('the app %s', (_name, build) => {
  const app = new App();
  build(app);
  const acknowledged = acknowledgementsIn(app);
  everywhere.push(...acknowledged);

  test('acknowledges something, and nothing that is not allowed', () => {
    expect(acknowledged).not.toEqual([]);
    expect(acknowledged.filter((each) => !isAllowed(each))).toEqual([]);
  });

  test('says why, in a sentence', () => {
    expect(acknowledged.filter(({ reason }) => !/^[A-Za-z].{20,}\.$/.test(reason))).toEqual([]);
  });

  test('acknowledges nothing that no pack finds', () => {
    const found = allFindings(app);
    const answers = ({ path, rule }: Acknowledgement) => (
      found.some((finding) => finding.rule === rule && `${finding.path}/`.startsWith(`${path}/`)));
    expect(acknowledged.filter((each) => !answers(each))).toEqual([]);
  });
});

test('all that is allowed is used', () => {
  const used = ([path, ...rules]: typeof ALLOWED[number]) => (
    rules.every((rule) => everywhere.some((each) => path.test(each.path) && matches(rule, each))));
  expect(ALLOWED.filter((entry) => !used(entry))).toEqual([]);
});

function isAllowed(each: Acknowledgement): boolean {
  return ALLOWED.some(([path, ...rules]) => path.test(each.path) && rules.some((rule) => matches(rule, each)));
}

function matches(allowed: string | RegExp, { rule }: Acknowledgement): boolean {
  return typeof allowed === 'string' ? allowed === rule : allowed.test(rule);
}

function acknowledgementsIn(app: App): Acknowledgement[] {
  return app.node.findAll().flatMap(({ node }) => node.metadata
    .filter(({ type }) => type === 'aws:cdk:acknowledged-rules')
    .flatMap(({ data }) => Object.entries<string>(data))
    // The CDK acknowledges findings of its own validation in the same place.
    .filter(([id]) => !id.startsWith('CloudFormation-Validate::'))
    .map(([id, reason]) => ({ path: node.path, rule: withoutPack(id), reason })));
}

/** What the packs would say if nothing were acknowledged. */
function allFindings(app: App): { rule: string; path: string }[] {
  const { NagPack } = jest.requireActual('cdk-nag');
  const ignored = jest.spyOn(NagPack.prototype, 'isAcknowledged').mockReturnValue(false);
  const violations = PACKS.flatMap((pack) => packOf(pack).validateScope(app).violations);
  ignored.mockRestore();
  return violations.flatMap(({ ruleName, violatingResources }) => (
    violatingResources.map(({ constructPath }) => ({ rule: withoutPack(ruleName), path: constructPath }))));
}

function withoutPack(id: string): string {
  return id.replace(/^(AwsSolutions|HIPAA\.Security|NIST\.800\.53\.R[45]|PCI\.DSS\.321)-/, '');
}

function released(stack: Stack): IServiceImage {
  return ServiceImage.released(new ContainerRepository(stack, 'Images'));
}

function inStack(name: string, build: (stack: Stack) => void): BuildApp {
  return (app) => build(new Stack(app, name, { env: { account: '111111111111', region: 'eu-west-1' } }));
}
