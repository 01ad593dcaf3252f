import { Annotations, ArnFormat, Aspects, RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct, IConstruct } from 'constructs';
import { AlarmKind, CostEstimate } from '../core';
import { inputError, requireInRange, requirePattern } from '../core/private/input-error';
import { letAnomalyDetectorsUse, letLogGroupsUse } from '../core/private/log-key';
import { ONE_MINUTE } from '../core/private/periods';
import { PRICES } from '../core/private/prices';
import { WarningId } from '../core/private/warning-ids';
import { Signal, SignalUnit } from '../signals';
import { FILTERS_PER_GROUP, requireValidLogGroup, requireValidMetric } from './private/log-checks';
import { LogMetricOptions, ServiceLogGroupProps } from './service-log-group-props';

/**
 * The log of a service: kept for a month, encrypted, and made useful by metrics of its lines, saved queries, field indexes
 * and anomaly detection.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/Working-with-log-groups-and-streams.html
 */
export class ServiceLogGroup extends Construct {
  /**
   * Warns at synthesis of each log group below a construct that is kept for ever: which is what AWS does unless somebody says otherwise.
   *
   * @param scope a stack, stage or app
   */
  public static requireRetention(scope: IConstruct): void {
    Aspects.of(scope).add({ visit: warnIfKeptForEver });
  }

  /** The log group itself. */
  public readonly logGroup: logs.LogGroup;

  private readonly logGroupClass: logs.LogGroupClass;
  private readonly metricNames: string[] = [];

  constructor(scope: Construct, id: string, props: ServiceLogGroupProps = {}) {
    super(scope, id);
    requireValidLogGroup(this, props);
    this.logGroupClass = props.logGroupClass ?? logs.LogGroupClass.STANDARD;
    if (props.encryptionKey) { letLogGroupsUse(this, props.encryptionKey, WarningId.SERVICE_LOG_KEY_POLICY_NOT_CHANGED); }
    this.logGroup = new logs.LogGroup(this, 'Group', {
      logGroupName: props.logGroupName,
      retention: props.retention ?? logs.RetentionDays.ONE_MONTH,
      encryptionKey: props.encryptionKey,
      logGroupClass: props.logGroupClass,
      fieldIndexPolicies: props.indexedFields?.length ? [new logs.FieldIndexPolicy({ fields: props.indexedFields })] : undefined,
      removalPolicy: props.removalPolicy ?? RemovalPolicy.RETAIN,
    });
    if (props.detectAnomalies) { this.detectAnomalies(props); }
  }

  /**
   * Counts lines of the log, or reads a number from them. The signal goes into alarms and dashboards as it is.
   *
   * At most 100 for one log group, and none with infrequent access.
   *
   * @param metricName names the metric and the filter, 1 to 255 letters, digits, `-`, `_` and `.`
   */
  public metricFilter(metricName: string, options: LogMetricOptions): Signal {
    requireValidMetric(this, metricName, options);
    this.requireRoomFor(metricName);
    const { pattern, label = metricName, metricNamespace = 'Logs', value = '1', statistic = 'Sum', tooMany } = options;
    this.metricNames.push(metricName);
    new logs.MetricFilter(this, `Metric${metricName}`, {
      logGroup: this.logGroup,
      filterPattern: logs.FilterPattern.literal(pattern),
      metricNamespace,
      metricName,
      metricValue: value,
      // Otherwise there is nothing to see until the first line, and an alarm stays without data. A number that is read has no zero.
      defaultValue: value === '1' ? 0 : undefined,
    });
    return {
      metric: new cloudwatch.Metric({ namespace: metricNamespace, metricName, statistic, period: ONE_MINUTE }),
      label,
      unit: SignalUnit.COUNT,
      kind: AlarmKind.LOG_PATTERN,
      recommendation: tooMany === undefined
        ? undefined
        : { threshold: tooMany, datapointsToAlarm: 1, evaluationPeriods: 1, missingData: cloudwatch.TreatMissingData.NOT_BREACHING },
    };
  }

  /**
   * Keeps a query for those who look for something in the log. It appears in CloudWatch Logs Insights under the name of the service.
   *
   * @param name 1 to 255 characters; `/` makes folders
   * @param query in the language of CloudWatch Logs Insights, 1 to 10,000 characters
   */
  public saveQuery(name: string, query: string): void {
    requirePattern(this, 'name', name ?? '', /^[^\n]{1,255}$/, '1 to 255 characters');
    requirePattern(this, 'query', query ?? '', /^[^]{1,10000}$/, 'a query of 1 to 10000 characters');
    const id = `Query${name.replace(/[^A-Za-z0-9]/g, '')}`;
    if (this.node.tryFindChild(id)) { throw inputError(this, `'name' must be one that no other query has, got '${name}' again`); }
    new logs.CfnQueryDefinition(this, id, { name, queryString: query, logGroupNames: [this.logGroup.logGroupName] });
  }

  /** What the metrics of the log cost each month. The logs themselves are billed by the gigabyte. */
  public costEstimate(): CostEstimate {
    return new CostEstimate([{ item: 'custom metric', quantity: this.metricNames.length, unitUsd: PRICES.customMetric }]);
  }

  private requireRoomFor(metricName: string): void {
    if (this.logGroupClass === logs.LogGroupClass.INFREQUENT_ACCESS) {
      throw inputError(this, "'logGroupClass' must be STANDARD for metric filters, got INFREQUENT_ACCESS. CloudWatch Logs does not read those logs when they arrive");
    }
    if (this.metricNames.includes(metricName)) { throw inputError(this, `'metricName' must be one that the log does not have yet, got '${metricName}' again`); }
    requireInRange(this, {
      prop: 'metricFilter', value: this.metricNames.length + 1, min: 1, max: FILTERS_PER_GROUP, unit: 'filters for one log group', fix: 'Use two log groups.',
    });
  }

  private detectAnomalies({ encryptionKey }: ServiceLogGroupProps): void {
    if (encryptionKey) { letAnomalyDetectorsUse(this, encryptionKey, WarningId.SERVICE_LOG_KEY_POLICY_NOT_CHANGED); }
    const { logGroupName: resourceName } = this.logGroup;
    new logs.CfnLogAnomalyDetector(this, 'Anomalies', {
      // The attribute Arn ends with :*, which is no log group here.
      logGroupArnList: [Stack.of(this).formatArn({ service: 'logs', resource: 'log-group', resourceName, arnFormat: ArnFormat.COLON_RESOURCE_NAME })],
      evaluationFrequency: 'FIFTEEN_MIN',
      kmsKeyId: encryptionKey?.keyArn,
    });
  }
}

function warnIfKeptForEver(node: IConstruct): void {
  const group = node as logs.CfnLogGroup;
  if (group.cfnResourceType !== 'AWS::Logs::LogGroup' || group.retentionInDays !== undefined || Token.isUnresolved(group.retentionInDays)) { return; }
  Annotations.of(node).addWarningV2(WarningId.LOGS_NEVER_EXPIRE, 'This log group keeps everything for ever. Set its retention, or make it with ServiceLogGroup.');
}
