import { RemovalPolicy } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';

/** Properties of a `ServiceLogGroup`. */
export interface ServiceLogGroupProps {
  /**
   * Name of the log group, 1 to 512 letters, digits, `-`, `_`, `.`, `/` and `#`. Changing it replaces the group.
   *
   * @default - CloudFormation makes a name
   */
  readonly logGroupName?: string;

  /**
   * How long logs are kept.
   *
   * @default logs.RetentionDays.ONE_MONTH
   */
  readonly retention?: logs.RetentionDays;

  /**
   * Encrypts the logs. CloudWatch Logs is allowed to use the key; when it is imported, its policy must allow that already.
   *
   * @default - a key that AWS owns
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * Standard, or cheaper for logs that are hardly ever read. Infrequent access has no metric filters, field indexes, anomaly detection and subscriptions. It cannot be changed later.
   *
   * @default logs.LogGroupClass.STANDARD
   */
  readonly logGroupClass?: logs.LogGroupClass;

  /**
   * Fields that queries compare with a value, such as `requestId`: queries that name one read only what has it. At most 20.
   *
   * @default - none but those that AWS indexes itself, such as `@logStream`
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CloudWatchLogs-Field-Indexing.html
   */
  readonly indexedFields?: string[];

  /**
   * Whether CloudWatch Logs learns what lines are usual and reports others. Costs nothing beyond what the logs cost.
   *
   * @default false
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/LogsAnomalyDetection.html
   */
  readonly detectAnomalies?: boolean;

  /**
   * What happens to the logs when the stack is deleted.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}

/** Lines of a log that are counted, or of which a number is read. */
export interface LogMetricOptions {
  /**
   * Which lines, such as `{ $.level = "error" }` for JSON or `"ERROR"` for plain text, 1 to 1024 characters.
   *
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
   */
  readonly pattern: string;

  /**
   * What a person calls it, such as `Failed payments`.
   *
   * @default - the name of the metric
   */
  readonly label?: string;

  /**
   * Where the metric belongs, 1 to 255 letters, digits, `.`, `-`, `_`, `/`, `#` and `:`, not beginning with `AWS/`.
   *
   * @default 'Logs'
   */
  readonly metricNamespace?: string;

  /**
   * What a line adds to the metric: a number, or a field of it, such as `$.bytes`.
   *
   * @default '1'
   */
  readonly value?: string;

  /**
   * How the values of a minute become one number.
   *
   * @default 'Sum'
   */
  readonly statistic?: string;

  /**
   * How many a minute are too many. An alarm goes off above it.
   *
   * @default - nothing is recommended: an alarm needs a threshold of its own
   */
  readonly tooMany?: number;
}
