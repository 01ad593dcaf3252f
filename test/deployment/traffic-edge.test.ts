import { App, Duration, Stack, Tags } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as logs from 'aws-cdk-lib/aws-logs';
import {
  BlueGreenFargateService, BlueGreenFargateServiceProps, DeploymentPlan, DeploymentStage, Ingress, LoadBalancerOptions, ServiceImage, TestTraffic,
} from '../../src/deployment';
import { ServiceNetwork } from '../../src/network';
import { prodStack } from '../support/stacks';

const image = ServiceImage.fromRegistry('public.ecr.aws/nginx/nginx:1.29');
const ELB = 'AWS::ElasticLoadBalancingV2::';

type Props = Partial<BlueGreenFargateServiceProps>;
type Change = (web: BlueGreenFargateService, stack: Stack) => void;

/** A service behind a load balancer of its own, or behind one that it shares. */
const KINDS: Record<string, (stack: Stack, options: LoadBalancerOptions, props: Props) => BlueGreenFargateService> = {
  'its own load balancer': (stack, options, props) => new BlueGreenFargateService(stack, 'Web', { image, ingress: Ingress.internetFacing(options), ...props }),
  'a shared listener': (stack, { stickiness, deregistrationDelay }, props) => {
    const network = new ServiceNetwork(stack, 'Network');
    const loadBalancer = new elbv2.ApplicationLoadBalancer(stack, 'Shared', { vpc: network.vpc });
    const listener = loadBalancer.addListener('Http', { port: 80, defaultAction: elbv2.ListenerAction.fixedResponse(404) });
    const ingress = Ingress.sharedListener(listener, { pathPatterns: ['/web/*'], stickiness, deregistrationDelay });
    return new BlueGreenFargateService(stack, 'Web', { image, network, ingress, ...props });
  },
};

function resourcesOf(kind: string, props: Props = {}, change: Change = () => {}, options: LoadBalancerOptions = {}): Record<string, any> {
  const stack = prodStack();
  change(KINDS[kind](stack, options, props), stack);
  return Template.fromStack(stack).toJSON().Resources;
}

/** What carries the traffic, whole: properties, dependencies, metadata. */
function carriers(resources: Record<string, any>, types: string[]): Record<string, any> {
  return Object.fromEntries(Object.entries(resources).filter(([, { Type }]) => types.includes(Type)));
}

function productionRule(resources: Record<string, any>): any {
  const found = Object.entries(resources).filter(([id]) => id.includes('EdgeProductionRule'));
  expect(found).toHaveLength(1);
  return found[0];
}

/** What of a resource, if it changed, would have CloudFormation replace it. */
function lasting(resources: Record<string, any>): unknown {
  return Object.entries(carriers(resources, [`${ELB}TargetGroup`]))
    .map(([id, { Properties: { Name, Port, Protocol, TargetType, VpcId } }]) => ({ id, Name, Port, Protocol, TargetType, VpcId }));
}

function alarmIn(stack: Stack): cloudwatch.Alarm {
  const metric = new cloudwatch.Metric({ namespace: 'Shop', metricName: 'Orders' });
  return new cloudwatch.Alarm(stack, 'Orders', { metric, threshold: 1, evaluationPeriods: 1 });
}

interface Row {
  readonly what: string;
  readonly props?: Props;
  readonly options?: LoadBalancerOptions;
  readonly change?: Change;
}

/** Changes after which not a byte of rules, listeners and target groups differs. */
const INVISIBLE: Row[] = [
  { what: 'image', props: { image: ServiceImage.fromRegistry('other:2') } },
  { what: 'environment', props: { environment: { A: 'b' } } },
  { what: 'size', props: { cpu: 1024, memoryLimitMiB: 4096 } },
  { what: 'port of the container', props: { containerPort: 3000 } },
  { what: 'scaling', props: { scaling: { minTasks: 4, maxTasks: 40, cpuPercent: 50 } } },
  { what: 'rollback alarms', props: { rollback: { errorRatePercent: 1, latencySeconds: 2 } } },
  { what: 'plan: canary', props: { plan: DeploymentPlan.canary() } },
  { what: 'plan: linear', props: { plan: DeploymentPlan.linear() } },
  { what: 'plan: rolling', props: { plan: DeploymentPlan.rolling() } },
  { what: 'log retention', props: { logRetention: logs.RetentionDays.ONE_WEEK } },
  { what: 'grace period', props: { healthCheck: { gracePeriod: Duration.minutes(2) } } },
  { what: 'alarms that are added', change: (web, stack) => web.addRollbackAlarm(alarmIn(stack)) },
  { what: 'smoke test', props: { smokeTest: { paths: ['/ready'] } } },
  { what: 'hooks', change: (web) => web.addHook({ bind: () => ({ stages: [DeploymentStage.POST_SCALE_UP] }) }) },
  { what: 'callers', change: (web, stack) => web.allowTrafficFrom(new ec2.SecurityGroup(stack, 'Caller', { vpc: web.cluster.vpc })) },
  { what: 'testers', change: (web, stack) => web.allowTestTrafficFrom(new ec2.SecurityGroup(stack, 'Tester', { vpc: web.cluster.vpc })) },
];

/** Changes that reach other parts of the traffic, but not the production rule. */
const BESIDE: Row[] = [
  { what: 'health check', props: { healthCheck: { path: '/health' } } },
  { what: 'time to finish requests', options: { deregistrationDelay: Duration.seconds(60) } },
  { what: 'test traffic: another port', props: { testTraffic: TestTraffic.closedListener({ port: 9001 }) } },
  { what: 'test traffic: by header', props: { testTraffic: TestTraffic.header('x-test', 'secret') } },
  { what: 'test traffic: none', props: { testTraffic: TestTraffic.none() } },
  { what: 'tags of the stack', change: (_, stack) => Tags.of(stack).add('team', 'orders') },
  { what: 'tags of the app', change: (_, stack) => Tags.of(App.of(stack)!).add('team', 'orders') },
  { what: 'tags of the service', change: (web) => Tags.of(web).add('team', 'orders') },
];

describe.each(Object.keys(KINDS))('behind %s', (kind) => {
  const before = resourcesOf(kind);

  test.each(INVISIBLE)('a change of the $what leaves rules, listeners and target groups as they are', ({ props, change }) => {
    const types = ['ListenerRule', 'Listener', 'TargetGroup', 'LoadBalancer'].map((type) => ELB + type);
    const after = resourcesOf(kind, props, change);
    expect(JSON.stringify(after)).not.toBe(JSON.stringify(before));
    expect(JSON.stringify(carriers(after, types))).toBe(JSON.stringify(carriers(before, types)));
  });

  test.each(BESIDE)('a change of the $what leaves the weights to Amazon ECS', ({ props, options, change }) => {
    const after = resourcesOf(kind, props, change, options);
    expect(JSON.stringify(after)).not.toBe(JSON.stringify(before));
    expect(JSON.stringify(productionRule(after))).toBe(JSON.stringify(productionRule(before)));
    expect(lasting(after)).toEqual(lasting(before));
  });

  test('both colours share the production rule, all to blue, and the test rule, all to green', () => {
    const rules = Object.entries(carriers(before, [`${ELB}ListenerRule`]));
    const weights = rules.map(([id, { Properties }]) => [
      id.includes('ProductionRule') ? 'production' : 'test',
      ...Properties.Actions[0].ForwardConfig.TargetGroups.map((group: any) => `${group.TargetGroupArn.Ref.replace(/.*Edge(\D+).*/, '$1').slice(0, 4)} ${group.Weight}`),
    ]);
    expect(weights).toEqual([['production', 'Blue 100', 'Gree 0'], ['test', 'Blue 0', 'Gree 100']]);
  });

  test('what does touch the production rule is what its documentation says: stickiness', () => {
    const after = resourcesOf(kind, {}, undefined, { stickiness: Duration.minutes(5) });
    expect(productionRule(after)[1].Properties.Actions[0].ForwardConfig.TargetGroupStickinessConfig).toEqual({ Enabled: true, DurationSeconds: 300 });
    expect(productionRule(after)[0]).toBe(productionRule(before)[0]);
  });

  test('tags reach what can take them, so the absence on the rules is no accident', () => {
    const tagged = resourcesOf(kind, {}, (_, stack) => Tags.of(stack).add('team', 'orders'));
    for (const { Type, Properties } of Object.values(tagged)) {
      if (Type === `${ELB}TargetGroup`) { expect(Properties.Tags).toEqual([{ Key: 'team', Value: 'orders' }]); }
      if (Type === `${ELB}ListenerRule`) { expect(Properties).not.toHaveProperty('Tags'); }
    }
  });
});

describe('the load balancer of one service', () => {
  const CERTIFICATE = 'arn:aws:acm:eu-west-1:111111111111:certificate/12345678-1234-1234-1234-123456789012';
  const withOptions = (options: (stack: Stack) => LoadBalancerOptions) => {
    const stack = prodStack();
    KINDS['its own load balancer'](stack, options(stack), {});
    return Template.fromStack(stack).toJSON().Resources;
  };
  const before = resourcesOf('its own load balancer');

  test.each<[string, (stack: Stack) => LoadBalancerOptions]>([
    ['idle timeout', () => ({ idleTimeout: Duration.minutes(2) })],
    ['deletion protection', () => ({ deletionProtection: true })],
    ['web ACL', () => ({ webAclArn: 'arn:aws:wafv2:eu-west-1:111111111111:regional/webacl/shop/1' })],
    ['callers', () => ({ openTo: [ec2.Peer.ipv4('10.0.0.0/8')] })],
    ['certificate', (stack) => ({ certificate: acm.Certificate.fromCertificateArn(stack, 'Cert', CERTIFICATE) })],
  ])('a change of its %s leaves the weights to Amazon ECS', (_, options) => {
    const after = withOptions(options);
    expect(JSON.stringify(after)).not.toBe(JSON.stringify(before));
    expect(JSON.stringify(productionRule(after))).toBe(JSON.stringify(productionRule(before)));
    expect(lasting(after)).toEqual(lasting(before));
  });
});
