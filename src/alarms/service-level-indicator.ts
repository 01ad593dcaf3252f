import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { ISignalSource, Signal } from '../signals';
import { AvailabilityIndicator } from './private/availability-indicator';
import { LatencyIndicator } from './private/latency-indicator';
import { RatioIndicator } from './private/ratio-indicator';

/** What is counted to know whether a promise is kept. */
export interface SliMeasure {
  /**
   * Number of events that broke the promise. A metric with a sum or count as its statistic, or a formula over such
   * metrics: it is read over periods of minutes to days. Nothing reported means none.
   */
  readonly bad: cloudwatch.IMetric;

  /** Number of all events, of the same kind. */
  readonly total: cloudwatch.IMetric;

  /** What a person calls the bad ones, such as `requests to web that fail`. */
  readonly badEvents: string;
}

/**
 * Tells what a `ServiceLevelObjective` measures. `Sli` makes those that most services need.
 *
 * @subclassable
 */
export interface IServiceLevelIndicator {
  /**
   * The metrics to count. Called once for each objective.
   *
   * @param scope the objective, for the path in error messages
   */
  measure(scope: Construct): SliMeasure;
}

/** Two metrics of which one counts a part of the other. */
export interface SliRatio {
  /** Number of events that broke the promise: a metric with a sum or count as its statistic, or a formula over such metrics. */
  readonly bad: cloudwatch.IMetric;

  /** Number of all events, of the same kind. */
  readonly total: cloudwatch.IMetric;

  /**
   * What a person calls the bad ones, such as `orders that are lost`; alarms say it.
   *
   * @default 'bad events'
   */
  readonly badEvents?: string;
}

/** Makes service level indicators: what a `ServiceLevelObjective` measures. */
export class Sli {
  /**
   * The share of requests that do not fail.
   *
   * @param source anything with `requests` and `errors` signals, such as a `BlueGreenFargateService` or `Signals.lambdaFunction(fn)`
   */
  public static availability(source: ISignalSource): IServiceLevelIndicator {
    return new AvailabilityIndicator(source);
  }

  /**
   * The share of requests that are answered in time.
   *
   * @param source anything with a `latency` signal that is a percentile of one metric, such as `Signals.loadBalancer(alb)`
   * @param threshold what is in time: one millisecond to one hour
   */
  public static latency(source: ISignalSource, threshold: Duration): IServiceLevelIndicator {
    return new LatencyIndicator({ source, threshold });
  }

  /**
   * The share of values of one metric that are short enough. CloudWatch must have the values themselves: of metrics that are
   * published as sums, it cannot tell.
   *
   * @param signal a metric, not a formula, in seconds or milliseconds; its statistic does not matter
   * @param threshold what is in time: one millisecond to one hour
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html
   */
  public static latencyOf(signal: Signal, threshold: Duration): IServiceLevelIndicator {
    return new LatencyIndicator({ signal, threshold });
  }

  /** The share of events that are not bad, by metrics of your own. */
  public static ratio(ratio: SliRatio): IServiceLevelIndicator {
    return new RatioIndicator(ratio);
  }

  private constructor() {}
}
