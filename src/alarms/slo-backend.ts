import { Construct } from 'constructs';
import { ApplicationSignalsObjective } from './private/application-signals-objective';
import { CloudWatchObjective } from './private/cloudwatch-objective';
import { ObjectiveMetrics } from './private/objective-metrics';
import { ObjectivePlan } from './private/objective-plan';
import { requirePattern } from '../core/private/input-error';

/** Options of an objective in CloudWatch Application Signals. */
export interface ApplicationSignalsOptions {
  /**
   * Name of the objective in Application Signals: up to 128 letters, digits, `-`, `.`, `_` and spaces, of which the first and
   * the last are letters or digits. It is unique in the account and region; changing it replaces the objective, and its history is lost.
   *
   * @default - by its place in the app
   */
  readonly sloName?: string;
}

/** What measures a `ServiceLevelObjective`. */
export class SloBackend {
  /**
   * Alarms with formulas over the metrics themselves. Nothing has to be set up, and alarms follow the metrics within
   * a minute or two.
   */
  public static cloudWatchAlarms(): SloBackend {
    return new SloBackend((scope, plan) => new CloudWatchObjective(scope, plan), true);
  }

  /**
   * An objective in CloudWatch Application Signals, which shows attainment and budget in its console and reports burn
   * rates as metrics for the alarms. Application Signals bills for it, beside the alarms. The objective has to be
   * above 0 and below 100 %, and it has no minimum of requests.
   *
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch-ServiceLevelObjectives.html
   */
  public static applicationSignals(options: ApplicationSignalsOptions = {}): SloBackend {
    return new SloBackend((scope, plan) => {
      const expected = 'up to 128 letters, digits, -, ., _ and spaces, with a letter or digit at both ends';
      requirePattern(scope, 'sloName', options.sloName, /^[0-9A-Za-z][-._0-9A-Za-z ]{0,126}[0-9A-Za-z]$/, expected);
      return new ApplicationSignalsObjective(scope, plan, options.sloName);
    }, false);
  }

  /** @internal */
  public readonly _measure: (scope: Construct, plan: ObjectivePlan) => ObjectiveMetrics;

  /** @internal */
  public readonly _countsRequests: boolean;

  private constructor(measure: (scope: Construct, plan: ObjectivePlan) => ObjectiveMetrics, countsRequests: boolean) {
    this._measure = measure;
    this._countsRequests = countsRequests;
  }
}
