import { App, Lazy, Stack, Tags } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as sns from 'aws-cdk-lib/aws-sns';
import { AlertRouter, Destination } from '../../src/alerting';
import { BlueGreenFargateService, BlueGreenFargateServiceProps, Ingress, RollbackOptions, ServiceImage, SharedLoadBalancer } from '../../src/deployment';
import { ColourMetric, errorRate, latency, overColours, unhealthyTargets } from '../../src/deployment/private/colour-metrics';
import { BalancedTraffic } from '../../src/deployment/private/traffic';
import { ServiceNetwork } from '../../src/network';
import { onlyResource, prodStack } from '../support/stacks';

const image = ServiceImage.fromRegistry('public.ecr.aws/nginx/nginx:1.29');

function serviceIn(stack: Stack, props: Partial<BlueGreenFargateServiceProps> = {}): BlueGreenFargateService {
  return new BlueGreenFargateService(stack, 'Web', { image, ...props });
}

function templateWith(rollback?: RollbackOptions): Template {
  const stack = prodStack();
  serviceIn(stack, { rollback });
  return Template.fromStack(stack);
}

/** Properties of the alarm of that name. */
function alarm(template: Template, name: string): any {
  const found = Object.entries(template.findResources('AWS::CloudWatch::Alarm')).filter(([id]) => id.includes(name));
  expect(found).toHaveLength(1);
  return found[0][1].Properties;
}

/** What the ECS service is told of alarms. */
function alarmsOfService(template: Template): any {
  return onlyResource(template, 'AWS::ECS::Service').Properties.DeploymentConfiguration.Alarms;
}

/** An alarm of the user's. */
function ownAlarm(stack: Stack, id: string, metric = new cloudwatch.Metric({ namespace: 'Shop', metricName: id })): cloudwatch.Alarm {
  return new cloudwatch.Alarm(stack, id, { metric, threshold: 1, evaluationPeriods: 1 });
}

function trafficOf({ loadBalancer, blueTargetGroup: blue, greenTargetGroup: green }: BlueGreenFargateService): BalancedTraffic {
  return { loadBalancer, blue, green } as BalancedTraffic;
}

describe('rollback', () => {
  describe('alarms of the service', () => {
    test.each<[string, ColourMetric]>([
      ['ErrorRate', errorRate()],
      ['UnhealthyTargets', unhealthyTargets()],
      ['Latency', latency()],
    ])('%s watches what the alarm of the AWS CDK would watch', (name, metric) => {
      const stack = prodStack();
      const web = serviceIn(stack, { rollback: { latencySeconds: 1 } });
      new cloudwatch.Alarm(stack, 'Expected', { metric: overColours(trafficOf(web), metric, 'worst'), threshold: 1, evaluationPeriods: 1 });
      const template = Template.fromStack(stack);
      const expected = alarm(template, 'Expected').Metrics;
      expect(expected.length).toBeGreaterThan(2);
      expect(alarm(template, name).Metrics).toEqual(expected);
    });

    test('look at each colour by itself, and at nothing else', () => {
      const template = templateWith();
      const groups = alarm(template, 'UnhealthyTargets').Metrics
        .flatMap(({ MetricStat }: any) => MetricStat?.Metric.Dimensions ?? [])
        .filter(({ Name }: any) => Name === 'TargetGroup')
        .map(({ Value }: any) => Value['Fn::GetAtt'][0]);
      expect(groups).toEqual([expect.stringContaining('EdgeBlue'), expect.stringContaining('EdgeGreen')]);
    });

    test('say what goes wrong, where, and what happens then', () => {
      const template = templateWith({ latencySeconds: 0.8 });
      expect(alarm(template, 'ErrorRate').AlarmDescription).toBe('More than 5 % of the requests to one colour fail. Deployments of Prod/Web roll back.');
      expect(alarm(template, 'UnhealthyTargets').AlarmDescription).toBe('A target of one colour stays unhealthy. Deployments of Prod/Web roll back.');
      expect(alarm(template, 'Latency').AlarmDescription).toBe('One request in a hundred to one colour takes over 0.8 s. Deployments of Prod/Web roll back.');
    });

    test('need two bad minutes of three for requests, and three for targets, which may just be starting', () => {
      const template = templateWith({ latencySeconds: 1 });
      const windows = ['ErrorRate', 'Latency', 'UnhealthyTargets'].map((name) => alarm(template, name)).map((one) => [one.DatapointsToAlarm, one.EvaluationPeriods]);
      expect(windows).toEqual([[2, 3], [2, 3], [3, 3]]);
    });

    test('fire above the limits that are given', () => {
      const template = templateWith({ errorRatePercent: 0.5, latencySeconds: 0.25, unhealthyTargets: 2 });
      expect(['ErrorRate', 'Latency', 'UnhealthyTargets'].map((name) => alarm(template, name).Threshold)).toEqual([0.5, 0.25, 2]);
      expect(alarm(template, 'UnhealthyTargets').AlarmDescription).toContain('More than 2 targets of one colour stay unhealthy.');
    });

    test('mind a single unhealthy target unless told to let it be', () => {
      const threshold = (rollback?: RollbackOptions) => alarm(templateWith(rollback), 'UnhealthyTargets').Threshold;
      expect(threshold()).toBe(0);
      expect(threshold({ unhealthyTargets: 1 })).toBe(1);
    });

    test('take limits that are known at deployment only', () => {
      const unknown = Lazy.number({ produce: () => 7 });
      const template = templateWith({ errorRatePercent: unknown, latencySeconds: unknown, unhealthyTargets: unknown });
      expect(['ErrorRate', 'Latency', 'UnhealthyTargets'].map((name) => alarm(template, name).Threshold)).toEqual([7, 7, 7]);
      expect(alarm(template, 'UnhealthyTargets').AlarmDescription).toContain('More than 7 targets');
    });

    test('know a load balancer of another stack by its name', () => {
      const app = new App();
      const env = { account: '111111111111', region: 'eu-west-1' };
      const [platform, shop] = ['Platform', 'Shop'].map((id) => new Stack(app, id, { env }));
      const network = new ServiceNetwork(platform, 'Network');
      const shared = new SharedLoadBalancer(platform, 'Shared', { network });
      serviceIn(shop, { network, ingress: Ingress.sharedListener(shared.listener, { pathPatterns: ['/shop/*'] }) });
      const dimensions = JSON.stringify(alarm(Template.fromStack(shop), 'UnhealthyTargets').Metrics[1].MetricStat.Metric.Dimensions[0]);
      expect(dimensions).toContain('Fn::ImportValue');
    });

    test('are alarms like all others: actions, tags, overrides, composite alarms and dashboards', () => {
      const stack = prodStack();
      const web = serviceIn(stack);
      const own = web.rollbackAlarms[0] as cloudwatch.AlarmBase;
      const topic = new sns.Topic(stack, 'Topic');
      own.addAlarmAction(new SnsAction(topic));
      own.addOkAction(new SnsAction(topic));
      own.addInsufficientDataAction(new SnsAction(topic));
      const resource = own.node.defaultChild as cloudwatch.CfnAlarm;
      resource.threshold = 9;
      resource.addPropertyOverride('Metrics.0.Label', 'Failed requests');
      Tags.of(own).add('team', 'shop');
      new cloudwatch.CompositeAlarm(stack, 'Any', { alarmRule: cloudwatch.AlarmRule.anyOf(...web.rollbackAlarms) });
      new cloudwatch.Dashboard(stack, 'Dashboard', { widgets: [[new cloudwatch.AlarmStatusWidget({ alarms: web.rollbackAlarms })]] });
      const template = Template.fromStack(stack);
      const here = [{ Ref: expect.stringContaining('Topic') }];
      expect(alarm(template, 'ErrorRate')).toMatchObject({
        AlarmActions: here, OKActions: here, InsufficientDataActions: here, Threshold: 9, Tags: [{ Key: 'team', Value: 'shop' }],
      });
      expect(alarm(template, 'ErrorRate').Metrics[0]).toMatchObject({ Id: 'expr_1', Label: 'Failed requests', ReturnData: true });
      const [rule] = Object.values(template.findResources('AWS::CloudWatch::CompositeAlarm')) as any[];
      expect(JSON.stringify(rule.Properties.AlarmRule)).toMatch(/RollbackErrorRate.*RollbackUnhealthyTargets/);
      expect(JSON.stringify(onlyResource(template, 'AWS::CloudWatch::Dashboard').Properties)).toMatch(/RollbackErrorRate.*Arn/);
    });

    test('tell nobody unless there is somebody to tell', () => {
      expect(alarm(templateWith(), 'ErrorRate')).not.toHaveProperty('AlarmActions');
      const stack = prodStack();
      const alerts = new AlertRouter(stack, 'Alerts', { critical: [Destination.email('oncall@example.com')] });
      serviceIn(stack, { alerts });
      const told = alarm(Template.fromStack(stack), 'ErrorRate');
      expect([told.AlarmActions, told.OKActions]).toEqual([[expect.anything()], [expect.anything()]]);
    });
  });

  describe('the list', () => {
    test('is switched off in so many words where there is no alarm: ECS keeps the old one unless told', () => {
      const stack = prodStack();
      serviceIn(stack, { ingress: Ingress.serviceConnect() });
      const template = Template.fromStack(stack);
      template.resourceCountIs('AWS::CloudWatch::Alarm', 0);
      expect(alarmsOfService(template)).toEqual({ AlarmNames: [], Enable: false, Rollback: false });
    });

    test('has the alarms of the user where there is no load balancer', () => {
      const stack = prodStack();
      const web = serviceIn(stack, { ingress: Ingress.serviceConnect(), rollback: { alarms: [ownAlarm(stack, 'Orders')] } });
      web.addRollbackAlarm(ownAlarm(stack, 'Payments'));
      expect(alarmsOfService(Template.fromStack(stack))).toEqual({
        AlarmNames: [{ Ref: expect.stringContaining('Orders') }, { Ref: expect.stringContaining('Payments') }], Enable: true, Rollback: true,
      });
    });

    test('has all that were added, in order, and is the user\'s to read but not to change', () => {
      const stack = prodStack();
      const web = serviceIn(stack, { rollback: { alarms: [ownAlarm(stack, 'Orders')] } });
      web.rollbackAlarms.pop();
      web.addRollbackAlarm(ownAlarm(stack, 'Payments'));
      web.addRollbackAlarm(ownAlarm(stack, 'Stock'));
      const names = alarmsOfService(Template.fromStack(stack)).AlarmNames.map(({ Ref }: any) => Ref);
      const expected = ['RollbackErrorRate', 'RollbackUnhealthyTargets', 'Orders', 'Payments', 'Stock'];
      expect(names).toEqual(expected.map((name) => expect.stringContaining(name)));
    });
  });

  describe('an alarm that needs the service', () => {
    const refusal = (path: string) => `'alarms' of the rollback must not watch the service itself, got '${path}'`;
    const cpuOf = (web: BlueGreenFargateService) => ownAlarm(web.node.scope as Stack, 'Cpu', web.service.metricCpuUtilization());

    test('is refused', () => {
      const stack = prodStack();
      const web = serviceIn(stack);
      web.addRollbackAlarm(cpuOf(web));
      expect(() => App.of(stack)!.synth()).toThrow(refusal('Prod/Cpu'));
    });

    test('is refused inside of a composite alarm, and of one inside of that', () => {
      const stack = prodStack();
      const web = serviceIn(stack);
      const inner = new cloudwatch.CompositeAlarm(stack, 'Inner', { alarmRule: cloudwatch.AlarmRule.anyOf(ownAlarm(stack, 'Orders'), cpuOf(web)) });
      web.addRollbackAlarm(new cloudwatch.CompositeAlarm(stack, 'Outer', { alarmRule: cloudwatch.AlarmRule.not(inner) }));
      expect(() => App.of(stack)!.synth()).toThrow(refusal('Prod/Outer'));
    });

    test('is not one of another service, nor one made of the rollback alarms of this one', () => {
      const stack = prodStack();
      const web = serviceIn(stack);
      const api = new BlueGreenFargateService(stack, 'Api', { image });
      web.addRollbackAlarm(ownAlarm(stack, 'Cpu', api.service.metricCpuUtilization()));
      web.addRollbackAlarm(new cloudwatch.CompositeAlarm(stack, 'Any', { alarmRule: cloudwatch.AlarmRule.anyOf(...web.rollbackAlarms) }));
      expect(() => App.of(stack)!.synth()).not.toThrow();
    });
  });

  test('takes alarms of other stacks', () => {
    const stack = prodStack();
    const other = new Stack(App.of(stack) as App, 'Other', { env: { account: '111111111111', region: 'eu-west-1' } });
    serviceIn(stack, { rollback: { alarms: [ownAlarm(other, 'Orders')] } });
    expect(JSON.stringify(alarmsOfService(Template.fromStack(stack)).AlarmNames[2])).toContain('Fn::ImportValue');
  });

  test('takes imported alarms', () => {
    const stack = prodStack();
    const arn = 'arn:aws:cloudwatch:eu-west-1:111111111111:alarm:checkout';
    serviceIn(stack, { rollback: { alarms: [cloudwatch.Alarm.fromAlarmArn(stack, 'ByArn', arn), cloudwatch.Alarm.fromAlarmName(stack, 'ByName', 'orders')] } });
    expect(alarmsOfService(Template.fromStack(stack)).AlarmNames.slice(2)).toEqual(['checkout', 'orders']);
  });

  test.each<[string, (stack: Stack) => cloudwatch.IAlarm]>([
    ['of a stack', (stack) => ownAlarm(new Stack(App.of(stack) as App, 'Far', { env: { account: '111111111111', region: 'us-east-1' } }), 'Orders')],
    ['that is imported', (stack) => cloudwatch.Alarm.fromAlarmArn(stack, 'Far', 'arn:aws:cloudwatch:us-east-1:111111111111:alarm:orders')],
  ])('refuses an alarm %s elsewhere, which ECS would not find', (_, far) => {
    const stack = prodStack();
    expect(() => serviceIn(stack, { rollback: { alarms: [far(stack)] } }))
      .toThrow(/'alarms\[0\]' must be in the account and region of the service \(111111111111\/eu-west-1\), got '(Prod|Far)\/\w+' in 111111111111\/us-east-1\. .* \[at Prod\/Web\]/);
  });

  test.each<[RollbackOptions, string]>([
    [{ errorRatePercent: 0 }, "'errorRatePercent' must be between 0.01 and 100, got 0 [at Prod/Web]"],
    [{ latencySeconds: 0 }, "'latencySeconds' must be at least 0.001 seconds, got 0 [at Prod/Web]"],
    [{ unhealthyTargets: -1 }, "'unhealthyTargets' must be a whole number of at least 0 targets, got -1 [at Prod/Web]"],
    [{ unhealthyTargets: 0.5 }, "'unhealthyTargets' must be a whole number of at least 0 targets, got 0.5 [at Prod/Web]"],
    [{ alarms: ['Orders' as any] }, "'alarms[0]' must be a CloudWatch alarm, got \"Orders\""],
    [{ alarms: 'Orders' as any }, "'alarms' must be a list of CloudWatch alarms, got \"Orders\" [at Prod/Web]"],
  ])('fails for %p, naming the prop', (rollback, message) => {
    expect(() => templateWith(rollback)).toThrow(message);
  });
});
