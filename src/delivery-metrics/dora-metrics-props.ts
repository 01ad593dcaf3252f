import { Duration } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { AlertRouter } from '../alerting';
import { DoraBands } from './dora-bands';
import { DoraTargets } from './dora-targets';
import { FailureClock } from './failure-clock';

/** What is rework: repairs of what was released before. */
export interface DoraReworkOptions {
  /**
   * Branches of repairs; `*` stands for any characters.
   *
   * @default ['hotfix/*']
   */
  readonly branches?: string[];

  /**
   * Whether a commit of which the message begins with `Revert "` is a repair.
   *
   * @default true
   */
  readonly reverts?: boolean;
}

/** How delivery is measured. */
export interface DoraMetricsProps {
  /**
   * What the team wants to reach, in four weeks.
   *
   * @default - DoraTargets.elite() of the bands
   */
  readonly targets?: DoraTargets;

  /**
   * What is elite, high, medium and low.
   *
   * @default DoraBands.report2023()
   */
  readonly bands?: DoraBands;

  /**
   * Hears when a target is missed, as informational, and when events cannot be understood, as a warning.
   *
   * @default - nobody hears
   */
  readonly alerts?: AlertRouter;

  /**
   * How many deployments in a window it takes to say anything of rates and medians, 1 to 1,000.
   *
   * @default 5
   */
  readonly minimumSamples?: number;

  /**
   * How long after a deployment an alarm or incident is put down to it, 1 minute to 24 hours.
   *
   * @default Duration.hours(1)
   */
  readonly attributionWindow?: Duration;

  /**
   * From when a failure counts, for the time to recovery.
   *
   * @default FailureClock.DETECTION
   */
  readonly failureClock?: FailureClock;

  /**
   * What is rework beside a deployment while a failure is open.
   *
   * @default - hotfix branches and reverts
   */
  readonly rework?: DoraReworkOptions;

  /**
   * How far back the first reconcile of a pipeline looks, 1 to 365 whole days: CodePipeline forgets executions after twelve months.
   * What it finds is in the table, the gauges and the export; CloudWatch takes no raw metrics of it, as they are older than two weeks.
   *
   * @default - three days, as every night
   */
  readonly backfill?: Duration;

  /**
   * When the history of each pipeline is compared with what CodePipeline knows, and the gauges are published; once a day.
   *
   * @default - ten past midnight in UTC
   */
  readonly reconcileSchedule?: events.Schedule;

  /**
   * How long facts are kept, 120 to 3,650 whole days.
   *
   * @default Duration.days(400)
   */
  readonly retention?: Duration;

  /**
   * Gets the records of the last quarter every day, as an object with a JSON record per line for each service, below `delivery-metrics/`.
   *
   * @default - nothing is exported
   */
  readonly exportBucket?: s3.IBucket;

  /**
   * The bus that events of other accounts arrive at. Events of this account come from the default bus, always.
   *
   * @default - this account only
   */
  readonly eventBus?: events.IEventBus;

  /**
   * Encrypts the table, the queues and the logs. A key of this app's is allowed what it takes.
   *
   * @default - keys of AWS
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * The namespace of the metrics in CloudWatch: 1 to 255 letters, digits or any of `._/#:-`, not beginning with `AWS/`.
   *
   * @default 'DeliveryMetrics'
   */
  readonly metricNamespace?: string;
}
