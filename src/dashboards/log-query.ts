import * as logs from 'aws-cdk-lib/aws-logs';

/** Options of a `LogQuery`. */
export interface LogQueryOptions {
  /**
   * Where to look. A query reads 50 log groups at most; more are split over several widgets.
   *
   * @default - the log groups of all sources of the dashboard
   */
  readonly logGroups?: logs.ILogGroup[];

  /**
   * How many lines the answer has at most: 1 to 10,000.
   *
   * @default 20
   */
  readonly limit?: number;
}

/**
 * A question to the logs: shown on the dashboard for developers, and saved in CloudWatch Logs Insights for the next one who asks.
 *
 * CloudWatch runs it each time somebody opens the dashboard and bills what it reads, 0.005 USD a GB in us-east-1.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html
 */
export class LogQuery {
  /** Which errors are logged most often? Looks for error, exception, fatal and panic in any case. */
  public static topErrors(options: LogQueryOptions = {}): LogQuery {
    return new LogQuery('Top errors', [
      'filter @message like /(?i)(error|exception|fatal|panic)/',
      'stats count(*) as occurrences, max(@timestamp) as last by substr(@message, 0, 160) as message',
      'sort occurrences desc',
    ], options);
  }

  /** Which invocations of Lambda functions took longest? */
  public static slowestRequests(options: LogQueryOptions = {}): LogQuery {
    return new LogQuery('Slowest requests', [
      'filter @type = "REPORT"',
      'fields @timestamp, @requestId, @duration, @maxMemoryUsed / 1000 / 1000 as usedMB, @log',
      'sort @duration desc',
    ], options);
  }

  /** How often do Lambda functions start anew, and how long does that take? */
  public static lambdaColdStarts(options: LogQueryOptions = {}): LogQuery {
    return new LogQuery('Cold starts', [
      'filter @type = "REPORT"',
      'stats count(*) as invocations, count(@initDuration) as coldStarts, avg(@initDuration) as averageInitMs, max(@initDuration) as maxInitMs by @log',
      'sort coldStarts desc',
    ], options);
  }

  /**
   * A query of your own.
   *
   * @param title heads the widget and names the saved query; unique on the dashboard
   * @param query in the language of CloudWatch Logs Insights, without `SOURCE`; a limit is added unless it has one
   */
  public static of(title: string, query: string, options: LogQueryOptions = {}): LogQuery {
    return new LogQuery(title, [query], options);
  }

  /** Where to look; the log groups of the sources unless set. */
  public readonly logGroups?: logs.ILogGroup[];

  /** How many lines the answer has at most. */
  public readonly limit: number;

  /** What is asked, without the log groups and the limit. */
  public readonly query: string;

  private constructor(
    /** Heads the widget and names the saved query. */
    public readonly title: string,
    commands: string[],
    options: LogQueryOptions,
  ) {
    this.query = commands.join('\n| ');
    this.logGroups = options?.logGroups;
    this.limit = options?.limit ?? 20;
  }
}
