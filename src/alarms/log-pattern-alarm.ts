import { Duration } from 'aws-cdk-lib';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { SignalAlarmOptions } from './alarm-options';
import { CostEstimate } from '../core';
import { countLines, LOG_PATTERN, linesIn } from './private/log-pattern';
import { SignalAlarmBase } from './private/signal-alarm-base';
import { costLine } from '../core/private/alarm-cost';

/** Properties of a `LogPatternAlarm`. */
export interface LogPatternAlarmProps extends SignalAlarmOptions {
  /** The logs. Not of the class INFREQUENT_ACCESS, which counts nothing. */
  readonly logGroup: logs.ILogGroup;

  /**
   * The lines that count, such as `logs.FilterPattern.anyTerm('ERROR', 'Exception')`.
   *
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
   */
  readonly pattern: logs.IFilterPattern;

  /**
   * How many such lines there may be in a period.
   *
   * @default 0
   */
  readonly maxLines?: number;

  /**
   * How long a period is: whole minutes up to one day.
   *
   * @default Duration.minutes(1)
   */
  readonly period?: Duration;

  /**
   * What a person calls these lines, such as `Payments that failed`.
   *
   * @default 'Matching log lines'
   */
  readonly label?: string;
}

/**
 * Goes off when certain lines are in a log. Counts them with a metric filter, whose metric is in the namespace
 * `LogPatterns/<name of the stack>`: 0.30 USD for a month in which there are such lines in every hour.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/MonitoringLogData.html
 */
export class LogPatternAlarm extends SignalAlarmBase {
  constructor(scope: Construct, id: string, props: LogPatternAlarmProps) {
    super(scope, id, LOG_PATTERN, props, (self) => linesIn(self, props));
    countLines(this, props);
  }

  /** What it adds to the bill at most: the alarm, and the metric that counts the lines. */
  public costEstimate(): CostEstimate {
    return CostEstimate.total([super.costEstimate(), new CostEstimate([costLine('customMetric', 1)])]);
  }
}
