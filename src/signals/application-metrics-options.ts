import { Duration } from 'aws-cdk-lib';
import * as logs from 'aws-cdk-lib/aws-logs';
import { SignalUnit } from './signal';

/** Which metrics an application publishes about itself. Name at least one. */
export interface ApplicationMetricsOptions {
  /** What a person calls the application; heads its dashboard section and its alarm descriptions. */
  readonly sourceName: string;

  /** The namespace that it publishes in, such as `Shop`. Those that begin with `AWS/` belong to AWS. */
  readonly metricNamespace: string;

  /**
   * The dimensions that it publishes with, by name: 30 at most. All of them: with one less CloudWatch knows another
   * metric, and that one is empty.
   *
   * @default - none
   */
  readonly dimensions?: { [name: string]: string };

  /**
   * The metric that counts what is asked of it, such as `OrdersPlaced`; summed up.
   *
   * @default - none
   */
  readonly requests?: string;

  /**
   * The metric that counts what failed; summed up, and in percent of `requests` where those are known.
   *
   * @default - none
   */
  readonly errors?: string;

  /**
   * The metric that says how long it takes; read at the 99th percentile.
   *
   * @default - none
   */
  readonly latency?: string;

  /**
   * What `latency` is in.
   *
   * @default SignalUnit.MILLISECONDS
   */
  readonly latencyUnit?: SignalUnit;

  /**
   * The metric that says how much work waits; its highest value counts.
   *
   * @default - none
   */
  readonly backlog?: string;

  /**
   * Other metrics that go up and down, such as sessions, by the name of the signal; their highest value counts.
   *
   * @default - none
   */
  readonly gauges?: { [name: string]: string };

  /**
   * Other metrics that count, such as `logins`, by the name of the signal; summed up.
   *
   * @default - none
   */
  readonly counters?: { [name: string]: string };

  /**
   * How often it publishes: 1, 5, 10, 20 or 30 seconds, or whole minutes up to a day.
   *
   * @default Duration.minutes(1)
   */
  readonly period?: Duration;

  /**
   * Where it writes its logs.
   *
   * @default - none
   */
  readonly logGroups?: logs.ILogGroup[];
}
