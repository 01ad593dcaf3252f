import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { AlertRouter } from '../../alerting';
import { FIVE_MINUTES } from '../../core/private/periods';
import { Severity } from '../../core/severity';

export interface DriftAlarmsProps {
  readonly namespace: string;
  /** What the stacks are called. */
  readonly labels: string[];
  readonly handler: lambda.IFunction;
  readonly alerts: AlertRouter;
}

/** Tell of stacks that drifted, and of those that nobody could look at. */
export class DriftAlarms extends Construct {
  public readonly alarms: cloudwatch.Alarm[];

  constructor(scope: Construct, id: string, private readonly props: DriftAlarmsProps) {
    super(scope, id);
    this.alarms = [...props.labels.map((label) => this.onDrift(label)), this.onBlindness()];
    this.alarms.forEach((alarm) => props.alerts.route(alarm, Severity.WARNING));
  }

  /** Stays as it is until the next time somebody looks, so that it tells once and is over when the drift is. */
  private onDrift(label: string): cloudwatch.Alarm {
    return this.alarm(`Drift-${label}`.replace(/[^A-Za-z\d]/g, '-'), {
      description: `Resources of the stack ${label} are not what its template says. The log of the function ${this.props.handler.functionName} says which.`,
      metric: this.metric('DriftedResources', { Stack: label }),
      treatMissingData: cloudwatch.TreatMissingData.IGNORE,
    });
  }

  private onBlindness(): cloudwatch.Alarm {
    return this.alarm('Unchecked', {
      description: `Stacks could not be compared with their templates. The log of the function ${this.props.handler.functionName} says why.`,
      metric: new cloudwatch.MathExpression({
        label: 'stacks that were not looked at',
        expression: 'FILL(unchecked, 0) + FILL(failed, 0)',
        usingMetrics: {
          unchecked: this.metric('UncheckedStacks', { Detection: this.node.scope!.node.path }),
          failed: new cloudwatch.Metric({
            namespace: 'AWS/Lambda', metricName: 'Errors', dimensionsMap: { FunctionName: this.props.handler.functionName }, statistic: 'Sum', period: FIVE_MINUTES,
          }),
        },
        period: FIVE_MINUTES,
      }),
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
  }

  private metric(metricName: string, dimensionsMap: Record<string, string>): cloudwatch.Metric {
    return new cloudwatch.Metric({ namespace: this.props.namespace, metricName, dimensionsMap, statistic: 'Maximum', period: FIVE_MINUTES });
  }

  private alarm(id: string, { description, metric, treatMissingData }: {
    description: string; metric: cloudwatch.IMetric; treatMissingData: cloudwatch.TreatMissingData;
  }): cloudwatch.Alarm {
    return new cloudwatch.Alarm(this, id, {
      alarmDescription: description,
      metric,
      threshold: 0,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData,
    });
  }
}
