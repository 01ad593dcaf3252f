import * as logs from 'aws-cdk-lib/aws-logs';

/** Properties of a `CloudWatchAgent`. */
export interface CloudWatchAgentProps {
  /**
   * Mount points of which the used space is reported, such as `/data`. At least one, each an absolute path.
   *
   * @default - ['/'], the root volume
   */
  readonly diskPaths?: string[];

  /**
   * Files that are sent to CloudWatch Logs, a log stream for each instance.
   *
   * @default - none
   */
  readonly logFiles?: AgentLogFile[];
}

/** A log of an instance. */
export interface AgentLogFile {
  /** Absolute path of the file; `*` stands for any name, such as `/var/log/orders/*.log`. */
  readonly path: string;

  /** Where it goes, such as `new ServiceLogGroup(this, 'Logs').logGroup`. */
  readonly logGroup: logs.ILogGroup;

  /**
   * How lines say when they were written, such as `%Y-%m-%d %H:%M:%S`.
   *
   * @default - each line has the time at which it arrives
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch-Agent-Configuration-File-Details.html
   */
  readonly timestampFormat?: string;
}
