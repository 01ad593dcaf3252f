import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { AlertRouter } from '../alerting';
import { CostEstimate } from '../core';
import { ISignalSource } from '../signals';
import { SignalAlarmOptions } from './alarm-options';
import { IMute } from './mute';
import { costBelow } from './private/cost-below';
import { makeRecommended } from './private/recommended';

/** What is other than recommended for one signal. */
export interface RecommendedAlarmOverride extends SignalAlarmOptions {
  /**
   * What is too much, or too little, in the unit of the signal. It also makes an alarm of a signal for which nothing is
   * recommended.
   *
   * @default - as recommended
   */
  readonly threshold?: number;
}

/** Properties of `RecommendedAlarms`. */
export interface RecommendedAlarmsProps {
  /** What is watched. Each has a name of its own, which is part of the ids of its alarms. */
  readonly sources: ISignalSource[];

  /**
   * Who hears of the alarms.
   *
   * @default - nobody: each alarm warns at synthesis unless something else gives it an action
   */
  readonly alerts?: AlertRouter;

  /**
   * Signals without an alarm: `latency` for that of all sources, `orders/latency` for that of one, `orders/*` for all of one.
   *
   * @default - none
   */
  readonly exclude?: string[];

  /**
   * What is other than recommended, by signal: `cpu` for that of all sources, `orders/cpu` for that of one, which wins.
   *
   * @default - nothing
   */
  readonly overrides?: { [signal: string]: RecommendedAlarmOverride };

  /**
   * When nobody is told although an alarm is on. A mute that follows deployments or another alarm adds a composite alarm to
   * each, 0.50 USD a month.
   *
   * @default - never
   */
  readonly mute?: IMute[];
}

/**
 * Every alarm that is recommended for what a team runs: a resource more is a source more.
 *
 * The ids of the alarms come from the names of source and signal, so they stay when the list changes its order.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Best_Practice_Recommended_Alarms_AWS_Services.html
 */
export class RecommendedAlarms extends Construct {
  /** All alarms that people hear of; complete at once, not only at synthesis. */
  public readonly alarms: cloudwatch.IAlarm[];

  /** The alarms on the metrics themselves, which no mute touches: for rollbacks and combinations. */
  public readonly metricAlarms: cloudwatch.IAlarm[];

  constructor(scope: Construct, id: string, props: RecommendedAlarmsProps) {
    super(scope, id);
    const made = makeRecommended(this, props);
    this.alarms = made.flatMap(({ alarms }) => alarms);
    this.metricAlarms = made.flatMap(({ metricAlarms }) => metricAlarms);
  }

  /** What they add to the bill. */
  public costEstimate(): CostEstimate {
    return costBelow(this);
  }
}
