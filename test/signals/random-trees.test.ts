import { App, CfnResource, Lazy, Stack, Token } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import * as fc from 'fast-check';
import { AlarmCoverage } from '../../src/alarms';
import { MetricLint, Signals } from '../../src/signals';
import { PUBLISHING_TYPES } from '../../src/signals/private/publishing-types';
import { MAKERS } from '../../src/signals/private/sources-of-resources';
import { signalsOf } from '../support/asked';

/** Properties that the library reads, with whatever a template may say there. */
const PROPERTIES = [
  'AllocatedStorage', 'CacheNodeType', 'CapacityProviders', 'Cluster', 'ClusterName', 'AddonName', 'DBInstanceClass', 'DashboardBody', 'DeadLetterConfig',
  'DefaultActions', 'Dimensions', 'Engine', 'EngineMode', 'FunctionName', 'InstanceType', 'LaunchType', 'ListenerArn', 'LoadBalancerArn', 'LoggingConfig',
  'MaxAllocatedStorage', 'MetricName', 'Metrics', 'MetricsCollection', 'Name', 'Namespace', 'NumCacheClusters', 'NumNodeGroups', 'ProtocolType',
  'RedrivePolicy', 'ReplicasPerNodeGroup', 'SourceDBInstanceIdentifier', 'StartingPosition', 'Targets', 'Timeout', 'Topics', 'Type',
];

const TYPES = [
  ...Object.keys(MAKERS), ...PUBLISHING_TYPES.slice(0, 5), 'AWS::IAM::Role', 'AWS::EKS::Addon', 'AWS::CloudWatch::Alarm', 'AWS::CloudWatch::Dashboard',
  'AWS::Lambda::EventSourceMapping', 'AWS::Events::Rule', 'AWS::ElasticLoadBalancingV2::Listener', 'AWS::ElasticLoadBalancingV2::TargetGroup',
];

const value = fc.oneof(
  fc.constantFrom<unknown>(null, 0, -1, 2, 1e9, NaN, true, '', 'x', '100', 'network', 'WEBSOCKET', 'aurora', 'EC2', [], {}, ['x'], [null], [{}], { Ref: 'X' }, 'AWS/SQS'),
  fc.constantFrom('another', 'token', 'nothing'),
);

const resource = fc.record({
  type: fc.constantFrom(...TYPES),
  id: fc.constantFrom('Resource', 'Default1', 'Orders', 'ASG', 'Service', 'A', 'B', 'Custom::Helper', 'framework-onEvent'),
  under: fc.nat(3),
  properties: fc.dictionary(fc.constantFrom(...PROPERTIES), value, { maxKeys: 8 }),
});

describe('random trees', () => {
  test('are observed without an error: each resource that publishes is a source or is said, under a name of its own', () => {
    fc.assert(fc.property(fc.array(resource, { maxLength: 15 }), fc.boolean(), (recipe, known) => {
      const { app, made } = grow(recipe, known);
      const { sources, unknown } = Signals.observe(app);
      const listed = [...sources.map((source) => source.resource!.node.path), ...unknown.map(({ path }) => path)];
      const publishing = made.filter(({ cfnResourceType: type }) => type in MAKERS || PUBLISHING_TYPES.includes(type)).map(({ node }) => node.path);

      expect(listed.sort()).toEqual(publishing.sort());
      expect(new Set(sources.map(({ sourceName }) => sourceName)).size).toBe(sources.length);
      sources.forEach((source, index) => onAlarms(source, index));
      expect(AlarmCoverage.of(app).covered.length + AlarmCoverage.of(app).uncovered.length).toBe(sources.length);
      MetricLint.of(app).findings();
    }), { numRuns: 400 });
  });
});

/** All signals are metrics that an alarm takes. */
function onAlarms(source: ReturnType<typeof Signals.observe>['sources'][0], index: number): void {
  const stack = Stack.of(source.resource!);
  Object.values(signalsOf(source)).forEach(({ metric }, number) => {
    if (metric.toMetricConfig().metricStat?.region === 'us-east-1') { return; }
    new cloudwatch.Alarm(stack, `Alarm${index}-${number}`, { metric, threshold: 1, evaluationPeriods: 1 });
  });
}

type Recipe = { type: string; id: string; under: number; properties: Record<string, unknown> };

function grow(recipes: Recipe[], known: boolean): { app: App; made: CfnResource[] } {
  const app = new App();
  const env = known ? { account: '111111111111', region: 'eu-west-1' } : undefined;
  const places: Construct[] = ['Blue', 'Green'].flatMap((id) => {
    const stack = new Stack(app, id, { env });
    return [stack, new Construct(stack, 'Shop')];
  });
  const made: CfnResource[] = [];
  for (const { type, id, under, properties } of recipes) {
    if (places[under].node.tryFindChild(id)) { continue; }
    const given = Object.fromEntries(Object.entries(properties).map(([name, what]) => [name, filledIn(what, made)]));
    made.push(new CfnResource(places[under], id, { type, properties: given }));
  }
  return { app, made };
}

function filledIn(what: unknown, made: CfnResource[]): unknown {
  switch (what) {
    case 'another': return made[made.length - 1]?.ref ?? 'none';
    case 'token': return Token.asString({ 'Fn::ImportValue': 'x' });
    case 'nothing': return Lazy.any({ produce: () => undefined });
    default: return what;
  }
}
