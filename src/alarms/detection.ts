/** A threshold for each severity, in the unit of the signal. The signal has to go beyond it, not only to it. */
export interface SeverityThresholds {
  /**
   * What pages.
   *
   * @default - no critical alarm
   */
  readonly critical?: number;

  /**
   * What needs a look during working hours. Nobody is told while the critical alarm is on.
   *
   * @default - no warning
   */
  readonly warning?: number;

  /**
   * What is kept for the record. Not while a more urgent alarm is on.
   *
   * @default - not kept
   */
  readonly informational?: number;
}

/** What counts as unusual. */
export interface AnomalyOptions {
  /**
   * How far from the expected value is unusual, in standard deviations: above 0, at most 100. More make it quieter.
   *
   * @default 3
   */
  readonly bandWidth?: number;

  /**
   * What is never bad, however unusual, in the unit of the signal: with a floor of 40, a CPU that goes from 2 % to 6 % at
   * night stays quiet. It adds an alarm and a composite alarm, 0.60 USD a month.
   *
   * @default - none: whatever is unusual counts
   */
  readonly floor?: number;
}

/** What counts as bad. */
export class Detection {
  /** The threshold that is recommended for the signal. */
  public static recommended(): Detection {
    return new Detection();
  }

  /**
   * An alarm for each severity with its own threshold and route. The less urgent one is muted while the more urgent one is
   * on, which takes a composite alarm, 0.50 USD a month.
   *
   * @param thresholds at least one; the more urgent, the worse
   */
  public static threshold(thresholds: SeverityThresholds): Detection {
    return new Detection(thresholds);
  }

  /**
   * More than what is usual for the hour and the day of the week; less is never bad. CloudWatch learns that from up to two
   * weeks of one metric, in the account of the alarm and with periods of a minute or more.
   *
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Anomaly_Detection.html
   */
  public static anomaly(options: AnomalyOptions = {}): Detection {
    return new Detection(undefined, options);
  }

  /**
   * Both: goes off beyond the thresholds and, in an alarm of its own, when it is unusual below them.
   *
   * @param thresholds by severity; without any, the one that is recommended for the signal
   */
  public static thresholdAndAnomaly(thresholds: SeverityThresholds, anomaly: AnomalyOptions = {}): Detection {
    return new Detection(thresholds, anomaly);
  }

  /** @internal */
  public readonly _thresholds?: SeverityThresholds;

  /** @internal */
  public readonly _anomaly?: AnomalyOptions;

  private constructor(thresholds?: SeverityThresholds, anomaly?: AnomalyOptions) {
    this._thresholds = thresholds;
    this._anomaly = anomaly;
  }
}
