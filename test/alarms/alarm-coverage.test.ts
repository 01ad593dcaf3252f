import { App, CfnResource, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { AlarmCoverage, HighCpuAlarm } from '../../src/alarms';
import { ResourceKind, Signals } from '../../src/signals';
import { signalsOf } from '../support/asked';
import { fargateService, lambdaFunction, ONE_OF_EACH, vpcOf } from '../support/observable-world';
import { prodStack } from '../support/stacks';

const KINDS = Object.keys(ONE_OF_EACH) as (keyof typeof ONE_OF_EACH)[];

function alarmOn(scope: Stack, metric: cloudwatch.IMetric, id = 'Alarm'): cloudwatch.Alarm {
  return new cloudwatch.Alarm(scope, id, { metric, threshold: 1, evaluationPeriods: 1 });
}

const names = (resources: { sourceName: string }[]) => resources.map(({ sourceName }) => sourceName);

describe('AlarmCoverage', () => {
  let stack: Stack;
  beforeEach(() => { stack = prodStack(); });

  test('tells resources with alarms from those without', () => {
    const orders = new sqs.Queue(stack, 'Orders');
    new sqs.Queue(stack, 'Mails');
    alarmOn(stack, orders.metricApproximateAgeOfOldestMessage());
    const coverage = AlarmCoverage.of(stack);
    expect(coverage.covered).toEqual([{ sourceName: 'Orders', path: 'Prod/Orders/Resource', alarmPaths: ['Prod/Alarm'] }]);
    expect(coverage.uncovered).toEqual([{ sourceName: 'Mails', path: 'Prod/Mails/Resource', alarmPaths: [] }]);
    expect(coverage.percent).toBe(50);
    expect(coverage.describe()).toBe('1 of 2 resources have an alarm (50 %).\nWithout an alarm:\n- Mails (Prod/Mails/Resource)');
  });

  test.each(KINDS.filter((kind) => kind !== ResourceKind.DISTRIBUTION))('sees an alarm on any signal of %s', (kind) => {
    const source = ONE_OF_EACH[kind](stack, 'Observed');
    for (const signal of Object.values(signalsOf(source))) {
      const alarm = alarmOn(stack, signal.metric, 'One');
      expect(AlarmCoverage.of(stack).covered.map(({ path }) => path)).toEqual([expect.stringContaining('Observed')]);
      stack.node.tryRemoveChild(alarm.node.id);
      expect(AlarmCoverage.of(stack, { include: [kind] }).covered).toEqual([]);
    }
  });

  test('counts what a construct of this library watches', () => {
    new HighCpuAlarm(stack, 'Cpu', { source: Signals.ecsService(fargateService(stack, 'Web')) });
    expect(names(AlarmCoverage.of(stack).covered)).toEqual(['Web']);
  });

  test('counts an alarm of another stack', () => {
    const other = new Stack(stack.node.root as App, 'Monitoring', { env: { account: '111111111111', region: 'eu-west-1' } });
    alarmOn(other, new sqs.Queue(stack, 'Orders').metricApproximateAgeOfOldestMessage());
    expect(AlarmCoverage.of(stack)).toMatchObject({ percent: 100, covered: [{ alarmPaths: ['Monitoring/Alarm'] }] });
  });

  test('exports nothing by looking', () => {
    const other = new Stack(stack.node.root as App, 'Monitoring', { env: { account: '111111111111', region: 'eu-west-1' } });
    const queue = new sqs.Queue(stack, 'Orders');
    const dashboard = new cloudwatch.Dashboard(other, 'Board');
    AlarmCoverage.of(stack.node.root);
    expect((stack.node.root as App).synth().getStackByName('Prod').template.Outputs).toBeUndefined();
    expect([queue, dashboard]).toHaveLength(2);
  });

  test('counts alarms inside composites, whose children watch', () => {
    const one = alarmOn(stack, new sqs.Queue(stack, 'Orders').metricApproximateAgeOfOldestMessage());
    new cloudwatch.CompositeAlarm(stack, 'Composite', { alarmRule: cloudwatch.AlarmRule.allOf(one) });
    expect(AlarmCoverage.of(stack).percent).toBe(100);
  });

  test('counts plain resources, references and names alike', () => {
    const ref = (id: string, value: unknown) => new CfnResource(stack, id, {
      type: 'AWS::CloudWatch::Alarm', properties: { Namespace: 'AWS/Lambda', Dimensions: [{ Name: 'FunctionName', Value: value }] },
    });
    ref('ByRef', new CfnResource(stack, 'Referred', { type: 'AWS::Lambda::Function' }).ref);
    new CfnResource(stack, 'Nobody', { type: 'AWS::Lambda::Function' });
    expect(names(AlarmCoverage.of(stack).covered)).toEqual(['Referred']);
  });

  test('knows a REST API by its name, also by one stage, and not one of another name', () => {
    const api = (id: string) => {
      const made = new apigateway.RestApi(stack, id, { cloudWatchRole: false });
      made.root.addMethod('GET');
      return made;
    };
    alarmOn(stack, api('Shop').metricServerError(), 'OnApi');
    alarmOn(stack, api('Mails').deploymentStage.metricServerError(), 'OnStage');
    api('Nobody');
    const { covered, uncovered } = AlarmCoverage.of(stack);
    expect([names(covered), names(uncovered)]).toEqual([['Shop', 'Mails'], ['Nobody']]);
  });

  test('does not take an alarm on one service for one on another of the same cluster', () => {
    const cluster = new ecs.Cluster(stack, 'Cluster', { vpc: vpcOf(stack) });
    const [web] = [fargateService(stack, 'Web', cluster), fargateService(stack, 'Jobs', cluster)];
    alarmOn(stack, web.metricCpuUtilization());
    const { covered, uncovered } = AlarmCoverage.of(stack);
    expect([names(covered), names(uncovered)]).toEqual([['Web'], ['Jobs']]);
  });

  test('looks only below its scope, and leaves out what it is told', () => {
    new sqs.Queue(stack, 'Orders');
    lambdaFunction(stack, 'Worker');
    expect(names(AlarmCoverage.of(stack.node.findChild('Orders')).uncovered)).toEqual(['Orders']);
    expect(names(AlarmCoverage.of(stack, { exclude: [ResourceKind.QUEUE] }).uncovered)).toEqual(['Worker']);
  });

  test('is complete for nothing at all', () => {
    expect(AlarmCoverage.of(stack)).toMatchObject({ percent: 100, covered: [], uncovered: [] });
    expect(AlarmCoverage.of(stack).describe()).toBe('0 of 0 resources have an alarm (100 %).');
  });

  test('survives alarms that watch nothing, and those on a query', () => {
    new sqs.Queue(stack, 'Orders');
    new CfnResource(stack, 'Empty', { type: 'AWS::CloudWatch::Alarm' });
    new CfnResource(stack, 'Odd', { type: 'AWS::CloudWatch::Alarm', properties: { Metrics: 'x', Dimensions: { Name: 'x' } } });
    expect(AlarmCoverage.of(stack).percent).toBe(0);
  });
});
