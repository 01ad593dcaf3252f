import { CfnResource, Lazy, Stack, Tokenization } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Construct } from 'constructs';
import { ServicePlan } from './service-plan';
import { BalancedTraffic, Traffic } from './traffic';
import { ONE_MINUTE } from '../../core/private/periods';

/**
 * The alarms that stop a deployment.
 *
 * The colours swap with every deployment, and a sum over both would dilute a small canary: so each alarm looks at the
 * worse of the two. They watch target groups, not the service: an alarm on the service's own metrics would make the
 * service depend on itself.
 */
export class RollbackGate extends Construct {
  /** All that roll back; more may be added. */
  public readonly alarms: cloudwatch.IAlarm[];

  /** Those made here. */
  public readonly ownAlarms: cloudwatch.Alarm[];

  constructor(scope: Construct, id: string, plan: ServicePlan, { balanced }: Traffic) {
    super(scope, id);
    const { errorRatePercent, latencySeconds, alarms } = plan.rollback;
    const colours = balanced ? [balanced.blue, balanced.green].map((colour) => metricsOf(balanced, colour)) : [];

    this.ownAlarms = [
      this.alarm('ErrorRate', worstOf(colours, errorRate), errorRatePercent, `More than ${say(errorRatePercent)} % of the requests to one colour fail.`),
      this.alarm('UnhealthyTargets', worstOf(colours, unhealthyTargets), 0, 'A target of one colour stays unhealthy.', 3),
      ...latencySeconds === undefined ? [] : [
        this.alarm('Latency', worstOf(colours, latency), latencySeconds, `One request in a hundred to one colour takes over ${say(latencySeconds)} s.`),
      ],
    ];
    this.alarms = [...this.ownAlarms, ...alarms];
  }

  /** Makes the service's deployments watch the alarms, also those added later. */
  public guard(service: ecs.BaseService): void {
    this.node.addValidation({ validate: () => this.alarms.slice(this.ownAlarms.length).filter((alarm) => watches(alarm, service)).map(cannotGuard) });
    // The L2 keeps only the alarms of its first call, so the list is ours; ECS keeps the old list unless told otherwise.
    (service.node.defaultChild as ecs.CfnService).addPropertyOverride('DeploymentConfiguration.Alarms', Lazy.any({
      produce: () => ({ AlarmNames: this.alarms.map((alarm) => alarm.alarmName), Enable: true, Rollback: true }),
    }));
  }

  private alarm(id: string, metric: cloudwatch.IMetric, threshold: number, description: string, datapointsToAlarm = 2): cloudwatch.Alarm {
    return new cloudwatch.Alarm(this, id, {
      metric,
      threshold,
      alarmDescription: `${description} Deployments of ${this.node.path.split('/').slice(0, -1).join('/')} roll back.`,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
      datapointsToAlarm,
      evaluationPeriods: 3,
      // A colour without traffic reports nothing; were that bad, ECS would find the alarm firing and not watch it at all.
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
  }
}

/** Whether an alarm needs the service to exist first. */
function watches(alarm: cloudwatch.IAlarm, service: ecs.BaseService): boolean {
  const resource = alarm.node.defaultChild;
  if (!resource || !CfnResource.isCfnResource(resource)) { return false; }
  const stack = Stack.of(alarm);
  const serviceId = stack.resolve((service.node.defaultChild as ecs.CfnService).logicalId);
  return Stack.of(service) === stack && JSON.stringify(stack.resolve(resource._toCloudFormation())).includes(`"${serviceId}"`);
}

function cannotGuard(alarm: cloudwatch.IAlarm): string {
  return `'alarms' of the rollback must not watch the service itself, got '${alarm.node.path}': the service would wait for the alarm and the ` +
    'alarm for the service. Watch its load balancer or target groups, or something else that suffers';
}

/** A number in a sentence, also one that is not known yet. */
function say(value: number): string {
  return Tokenization.stringifyNumber(value);
}

/** Metrics of one colour and the expression over them that says how bad it is; `#` stands for the colour's number. */
interface ColourMetric {
  readonly expression: string;
  readonly metrics: Record<string, cloudwatch.IMetric>;
}

/** A metric of one colour, by name and statistic. */
type MetricOfColour = (metricName: string, statistic: string) => cloudwatch.Metric;

/**
 * The metrics of one colour. Those of the L2 take the load balancer's name out of the listener's ARN, which makes each
 * of them five times as long.
 */
function metricsOf({ loadBalancer }: BalancedTraffic, colour: elbv2.ApplicationTargetGroup): MetricOfColour {
  const dimensionsMap = { LoadBalancer: (loadBalancer as elbv2.ApplicationLoadBalancer).loadBalancerFullName, TargetGroup: colour.targetGroupFullName };
  return (metricName, statistic) => new cloudwatch.Metric({
    namespace: 'AWS/ApplicationELB', metricName, statistic, dimensionsMap, period: ONE_MINUTE,
  });
}

function worstOf(colours: MetricOfColour[], metricOf: (colour: MetricOfColour) => ColourMetric): cloudwatch.IMetric {
  const parts = colours.map(metricOf).map(({ expression, metrics }, index) => ({
    expression: expression.replace(/#/g, String(index)),
    metrics: Object.fromEntries(Object.entries(metrics).map(([name, metric]) => [`${name}${index}`, metric])),
  }));
  return new cloudwatch.MathExpression({
    expression: `MAX([${parts.map((part) => part.expression).join(', ')}])`,
    usingMetrics: Object.assign({}, ...parts.map((part) => part.metrics)),
    period: ONE_MINUTE,
  });
}

function errorRate(metric: MetricOfColour): ColourMetric {
  return {
    // A request that no target took is not among the requests of the group: a version that crashes would look fine.
    expression: 'IF(FILL(requests#, 0) + FILL(refused#, 0) > 0, ' +
      '100 * (FILL(errors#, 0) + FILL(refused#, 0)) / (FILL(requests#, 0) + FILL(refused#, 0)), 0)',
    metrics: {
      requests: metric('RequestCount', 'Sum'),
      errors: metric('HTTPCode_Target_5XX_Count', 'Sum'),
      refused: metric('TargetConnectionErrorCount', 'Sum'),
    },
  };
}

function unhealthyTargets(metric: MetricOfColour): ColourMetric {
  return { expression: 'FILL(unhealthy#, 0)', metrics: { unhealthy: metric('UnHealthyHostCount', 'Maximum') } };
}

function latency(metric: MetricOfColour): ColourMetric {
  return { expression: 'FILL(latency#, 0)', metrics: { latency: metric('TargetResponseTime', 'p99') } };
}
