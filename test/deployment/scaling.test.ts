import { App, Duration, Stack, TimeZone } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as appscaling from 'aws-cdk-lib/aws-applicationautoscaling';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { BlueGreenFargateService, DeploymentPlan, Ingress, ScalingOptions, ServiceImage } from '../../src/deployment';
import { idsOf, onlyResource, prodStack } from '../support/stacks';

const image = ServiceImage.fromRegistry('public.ecr.aws/nginx/nginx:1.29');

function serviceIn(stack: Stack, scaling?: ScalingOptions): BlueGreenFargateService {
  return new BlueGreenFargateService(stack, 'Web', { image, scaling });
}

function templateWith(scaling?: ScalingOptions): Template {
  const stack = prodStack();
  serviceIn(stack, scaling);
  return Template.fromStack(stack);
}

/** What a policy aims at, by the end of its path. */
function policy(template: Template, name: string): any {
  const found = Object.entries(template.findResources('AWS::ApplicationAutoScaling::ScalingPolicy')).filter(([id]) => id.includes(`Target${name}`));
  expect(found).toHaveLength(1);
  return found[0][1].Properties.TargetTrackingScalingPolicyConfiguration;
}

describe('scaling', () => {
  test('is quick to add tasks and slow to take them away', () => {
    expect(policy(templateWith(), 'Cpu')).toMatchObject({ TargetValue: 60, ScaleInCooldown: 300, ScaleOutCooldown: 60 });
  });

  test('waits as long as it is told to', () => {
    const template = templateWith({ scaleInCooldown: Duration.minutes(10), scaleOutCooldown: Duration.seconds(0), memoryPercent: 70 });
    for (const name of ['Cpu', 'Memory']) { expect(policy(template, name)).toMatchObject({ ScaleInCooldown: 600, ScaleOutCooldown: 0 }); }
  });

  test('has one policy per target', () => {
    const names = (scaling?: ScalingOptions) => idsOf(templateWith(scaling), 'AWS::ApplicationAutoScaling::ScalingPolicy');
    expect(names()).toHaveLength(1);
    expect(names({ memoryPercent: 70, requestsPerTask: 500 })).toHaveLength(3);
  });

  test('follows the memory', () => {
    expect(policy(templateWith({ memoryPercent: 70 }), 'Memory')).toMatchObject({
      PredefinedMetricSpecification: { PredefinedMetricType: 'ECSServiceAverageMemoryUtilization' }, TargetValue: 70,
    });
  });

  test('never renders a desired count, which would undo what scaling did at every update', () => {
    const template = templateWith({ minTasks: 4, requestsPerTask: 500 });
    expect(onlyResource(template, 'AWS::ECS::Service').Properties).not.toHaveProperty('DesiredCount');
  });

  describe('by requests', () => {
    const template = templateWith({ requestsPerTask: 500 });
    const { Metrics } = policy(template, 'Requests').CustomizedMetricSpecification;

    test('counts those of both target groups: one of them is idle between deployments', () => {
      const groups = Metrics.filter((metric: any) => metric.MetricStat).map(({ MetricStat: { Stat, Metric } }: any) => {
        expect(Stat).toBe('Sum');
        expect(Metric).toMatchObject({ Namespace: 'AWS/ApplicationELB', MetricName: 'RequestCountPerTarget' });
        expect(Metric.Dimensions.map((dimension: any) => dimension.Name).sort()).toEqual(['LoadBalancer', 'TargetGroup']);
        return Metric.Dimensions.find((dimension: any) => dimension.Name === 'TargetGroup').Value['Fn::GetAtt'][0];
      });
      expect(groups.sort()).toEqual(idsOf(template, 'AWS::ElasticLoadBalancingV2::TargetGroup').sort());
    });

    test('takes an idle group for zero, or there would be no number at all', () => {
      expect(Metrics.at(-1)).toEqual({ Id: 'both', Expression: 'FILL(requests0, 0) + FILL(requests1, 0)', ReturnData: true });
      expect(Metrics.filter((metric: any) => metric.ReturnData)).toHaveLength(1);
    });

    test('aims at requests per task and minute', () => {
      expect(policy(template, 'Requests').TargetValue).toBe(500);
    });

    test('does the same for a plan that rolls', () => {
      const stack = prodStack();
      new BlueGreenFargateService(stack, 'Web', { image, plan: DeploymentPlan.rolling(), scaling: { requestsPerTask: 500 } });
      expect(policy(Template.fromStack(stack), 'Requests').CustomizedMetricSpecification.Metrics).toHaveLength(3);
    });
  });

  test('sets other limits at certain times', () => {
    const template = templateWith({
      schedules: [
        { schedule: appscaling.Schedule.cron({ hour: '7', minute: '30' }), timeZone: TimeZone.EUROPE_BERLIN, minTasks: 6 },
        { schedule: appscaling.Schedule.cron({ hour: '20', minute: '0' }), minTasks: 1, maxTasks: 3 },
      ],
    });
    expect(onlyResource(template, 'AWS::ApplicationAutoScaling::ScalableTarget').Properties).toMatchObject({
      MinCapacity: 2,
      MaxCapacity: 10,
      ScheduledActions: [
        { Schedule: 'cron(30 7 * * ? *)', Timezone: 'Europe/Berlin', ScalableTargetAction: { MinCapacity: 6 } },
        { Schedule: 'cron(0 20 * * ? *)', ScalableTargetAction: { MinCapacity: 1, MaxCapacity: 3 } },
      ],
    });
  });

  test('can be extended by its user', () => {
    const stack = prodStack();
    serviceIn(stack).scaling.scaleToTrackCustomMetric('Jobs', {
      metric: new cloudwatch.Metric({ namespace: 'Shop', metricName: 'Jobs' }), targetValue: 5,
    });
    expect(policy(Template.fromStack(stack), 'Jobs').TargetValue).toBe(5);
  });

  test('fails by requests where no load balancer counts them, naming the prop', () => {
    const service = () => new BlueGreenFargateService(prodStack(), 'Web', { image, ingress: Ingress.serviceConnect(), scaling: { requestsPerTask: 500 } });
    expect(service).toThrow("'requestsPerTask' must be left out for a service without a load balancer, which would count the requests [at Prod/Web]");
  });

  test.each<[string, ScalingOptions, string]>([
    ['memoryPercent is above 100', { memoryPercent: 101 }, "'memoryPercent' must be between 1 and 100, got 101 [at Prod/Web]"],
    ['requestsPerTask is 0', { requestsPerTask: 0 }, "'requestsPerTask' must be at least 0.001 requests a minute, got 0 [at Prod/Web]"],
    ['a cooldown is a number', { scaleInCooldown: 60 as any }, "'scaleInCooldown' must be a Duration, such as Duration.seconds(60), got 60"],
    ['a cooldown is not whole', { scaleOutCooldown: Duration.millis(1500) }, "'scaleOutCooldown' must be a whole number between 0 and 2147483647 seconds, got 1.5"],
    ['schedules are no list', { schedules: {} as any }, "'schedules' must be a list, got {}"],
    ['a schedule is text', { schedules: [{ schedule: 'cron(0 7 * * ? *)' as any, minTasks: 1 }] }, "'schedule' must be an appscaling.Schedule, such as"],
    ['a schedule does nothing', { schedules: [{ schedule: appscaling.Schedule.expression('rate(1 day)') }] }, "'schedules' must set 'minTasks' or 'maxTasks', got neither for rate(1 day)"],
    ['a schedule raises the minimum above the maximum', { schedules: [{ schedule: appscaling.Schedule.expression('rate(1 day)'), minTasks: 20 }] }, "'maxTasks' must be at least 'minTasks' (20), got 10"],
  ])('fails when %s, naming the prop', (_, scaling, message) => {
    expect(() => templateWith(scaling)).toThrow(message);
  });
});

describe('metrics of a service', () => {
  /** The math and the metrics of an alarm on a metric. */
  function rendered(metricOf: (service: BlueGreenFargateService) => cloudwatch.IMetric): { expression: string; metrics: any[] } {
    const stack = prodStack();
    new cloudwatch.Alarm(stack, 'Own', { metric: metricOf(serviceIn(stack)), threshold: 1, evaluationPeriods: 1 });
    const found = Object.entries(Template.fromStack(stack).findResources('AWS::CloudWatch::Alarm')).find(([id]) => id.startsWith('Own'))!;
    const { Metrics } = found[1].Properties;
    return {
      expression: Metrics.find((metric: any) => metric.Expression).Expression,
      metrics: Metrics.map((metric: any) => metric.MetricStat).filter(Boolean),
    };
  }

  test('say the error rate of the worse colour, as the rollback alarm does', () => {
    const { expression, metrics } = rendered((service) => service.metricErrorRate());
    expect(expression).toMatch(/^MAX\(\[IF\(.*errors0.*\), IF\(.*errors1.*\)\]\)$/);
    expect(metrics).toHaveLength(6);

    const stack = prodStack();
    serviceIn(stack);
    Template.fromStack(stack).hasResourceProperties('AWS::CloudWatch::Alarm', { Metrics: Match.arrayWith([Match.objectLike({ Expression: expression })]) });
  });

  test('say the response time of the slower colour', () => {
    const { expression, metrics } = rendered((service) => service.metricLatency({ statistic: 'p90', period: Duration.minutes(5) }));
    expect(expression).toBe('MAX([FILL(latency0, 0), FILL(latency1, 0)])');
    expect(metrics.map(({ Stat, Period }) => [Stat, Period])).toEqual([['p90', 300], ['p90', 300]]);
  });

  test('add up the requests of both colours, as scaling does', () => {
    const { expression, metrics } = rendered((service) => service.metricRequestsPerTask());
    expect(expression).toBe('FILL(requests0, 0) + FILL(requests1, 0)');
    expect(metrics.map(({ Metric }) => Metric.MetricName)).toEqual(['RequestCountPerTarget', 'RequestCountPerTarget']);
  });

  test('can be labelled', () => {
    const stack = new Stack(new App(), 'Prod');
    expect(serviceIn(stack).metricErrorRate({ label: 'bad', color: '#ff0000' })).toMatchObject({ label: 'bad', color: '#ff0000' });
  });
});
