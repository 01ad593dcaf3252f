import { CfnResource, Duration, Names } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { formula } from './formula';
import { queriesOf } from './metric-queries';
import { objectiveText } from './objective-description';
import { BurnCondition, ObjectiveMetrics } from './objective-metrics';
import { ObjectivePlan, PlannedTier, exact } from './objective-plan';
import { ONE_MINUTE } from '../../core/private/periods';

const HOUR = Duration.hours(1);

/** Letters and digits, with `-`, `.`, `_` and spaces between them, up to 128. */
const MAX_NAME = 120;

/**
 * Measures with a service level objective of CloudWatch Application Signals, which reports attainment and burn rates as
 * metrics.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch-ServiceLevelObjectives.html
 */
export class ApplicationSignalsObjective implements ObjectiveMetrics {
  private readonly sloName: string;

  constructor(private readonly scope: Construct, private readonly plan: ObjectivePlan, sloName?: string) {
    // Without anything that may change: another name replaces the objective, and its history is lost.
    this.sloName = sloName ?? Names.uniqueResourceName(scope, { maxLength: MAX_NAME, separator: '-' });
    // The plain resource: its module is large, and this is all of it that is needed.
    new CfnResource(scope, 'Objective', { type: 'AWS::ApplicationSignals::ServiceLevelObjective', properties: this.properties() });
  }

  public get attainment(): cloudwatch.IMetric {
    return this.metric('AttainmentRate', 'Average', 'Attained');
  }

  public get budgetLeft(): cloudwatch.IMetric {
    const { budgetPercent } = this.plan;
    return new cloudwatch.MathExpression({
      expression: `100 - ${exact(100 / budgetPercent)} * (100 - ${this.idOf('attained')})`,
      usingMetrics: { [this.idOf('attained')]: this.attainment },
      label: 'Error budget left',
      period: HOUR,
    });
  }

  public get burnRate(): cloudwatch.IMetric {
    const [{ longWindow }] = this.plan.tiers;
    return this.metric('BurnRate', 'Maximum', 'Burn rate', windowOf(longWindow));
  }

  public over({ burnRate, longWindow }: PlannedTier): BurnCondition {
    return { metric: this.burnRateOver(longWindow), threshold: burnRate, periods: 1 };
  }

  public still({ burnRate, shortWindow }: PlannedTier): BurnCondition {
    return { metric: this.burnRateOver(shortWindow), threshold: burnRate, periods: 1 };
  }

  private burnRateOver(window: Duration): cloudwatch.IMetric {
    return this.metric('BurnRate', 'Maximum', undefined, windowOf(window)).with({ period: ONE_MINUTE });
  }

  private metric(metricName: string, statistic: string, label?: string, dimensions: Record<string, string> = {}): cloudwatch.Metric {
    return new cloudwatch.Metric({
      namespace: 'AWS/ApplicationSignals', metricName, statistic, label, period: HOUR, dimensionsMap: { SloName: this.sloName, ...dimensions },
    });
  }

  private properties(): Record<string, unknown> {
    const { objectivePercent, window, tiers, measure: { bad, total } } = this.plan;
    const windows = [...new Set(tiers.flatMap(({ longWindow, shortWindow }) => [longWindow.toMinutes(), shortWindow.toMinutes()]))];
    return {
      Name: this.sloName,
      Description: objectiveText(this.plan),
      RequestBasedSli: {
        RequestBasedSliMetric: {
          TotalRequestCountMetric: this.count('total', total),
          MonitoredRequestCountMetric: { BadCountMetric: this.count('bad', bad) },
        },
      },
      Goal: { AttainmentGoal: objectivePercent, Interval: { RollingInterval: { Duration: window.toDays(), DurationUnit: 'DAY' } } },
      BurnRateConfigurations: windows.sort((one, other) => one - other).map((minutes) => ({ LookBackWindowMinutes: minutes })),
    };
  }

  private count(name: string, metric: cloudwatch.IMetric): unknown[] {
    return queriesOf(`${name}Count`, formula(this.scope, { expression: `FILL(${name}, 0)`, metrics: { [name]: metric }, period: ONE_MINUTE }));
  }

  private idOf(name: string): string {
    return `${name}_${this.scope.node.addr.slice(-8)}`;
  }
}

function windowOf(window: Duration): Record<string, string> {
  return { BurnRateWindowMinutes: `${window.toMinutes()}` };
}
