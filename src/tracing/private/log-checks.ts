import { RemovalPolicy } from 'aws-cdk-lib';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { inputError, requireInRange, requirePattern } from '../../core/private/input-error';
import { requireKeyForLogs } from '../../core/private/log-key';
import { requireKinds, requireMember } from '../../core/private/require-kinds';
import { LogMetricOptions, ServiceLogGroupProps } from '../service-log-group-props';

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html */
export const FILTERS_PER_GROUP = 100;
const INDEXED_FIELDS = 20;

export function requireValidLogGroup(scope: Construct, props: ServiceLogGroupProps): void {
  requirePattern(scope, 'logGroupName', props.logGroupName, /^[A-Za-z0-9_./#-]{1,512}$/, '1 to 512 letters, digits, -, _, ., / and #');
  requireMember(scope, 'retention', props.retention, logs.RetentionDays, 'logs.RetentionDays');
  requireMember(scope, 'logGroupClass', props.logGroupClass, logs.LogGroupClass, 'logs.LogGroupClass');
  requireMember(scope, 'removalPolicy', props.removalPolicy, RemovalPolicy, 'RemovalPolicy');
  requireKinds(scope, props, { detectAnomalies: 'flag', indexedFields: 'list' });
  if (props.encryptionKey !== undefined) { requireKeyForLogs(scope, 'encryptionKey', props.encryptionKey); }
  requireFields(scope, props.indexedFields ?? []);
  requireStandardClass(scope, props);
}

function requireFields(scope: Construct, fields: string[]): void {
  requireInRange(scope, { prop: 'indexedFields', value: fields.length, min: 0, max: INDEXED_FIELDS, unit: 'fields' });
  for (const field of fields) { requirePattern(scope, 'indexedFields', field ?? '', /^[A-Za-z0-9_.@-]{1,100}$/, 'names of fields: 1 to 100 letters, digits, _, ., @ and -'); }
  const twice = fields.find((field, index) => fields.indexOf(field) < index);
  if (twice !== undefined) { throw inputError(scope, `'indexedFields' must name each field once, got '${twice}' again`); }
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CloudWatch_Logs_Log_Classes.html */
function requireStandardClass(scope: Construct, { logGroupClass, detectAnomalies, indexedFields }: ServiceLogGroupProps): void {
  if (logGroupClass === undefined || logGroupClass === logs.LogGroupClass.STANDARD) { return; }
  const needs = detectAnomalies ? 'detectAnomalies' : indexedFields?.length ? 'indexedFields' : undefined;
  if (!needs) { return; }
  throw inputError(scope, `'logGroupClass' must be STANDARD with '${needs}', got ${logGroupClass}. That class has neither anomaly detection nor field indexes`);
}

export function requireValidMetric(scope: Construct, metricName: string, options: LogMetricOptions): void {
  requirePattern(scope, 'metricName', metricName ?? '', /^[A-Za-z0-9_.-]{1,255}$/, '1 to 255 letters, digits, -, _ and .');
  requirePattern(scope, 'pattern', options?.pattern ?? '', /^[^]{1,1024}$/, 'a filter pattern of 1 to 1024 characters, such as { $.level = "error" }');
  requirePattern(scope, 'label', options.label, /^[^\n]{1,255}$/, 'a text of 1 to 255 characters');
  requirePattern(scope, 'metricNamespace', options.metricNamespace, /^(?!AWS\/)[A-Za-z0-9._/#:-]{1,255}$/, '1 to 255 letters, digits, ., -, _, /, # and :, not beginning with AWS/');
  requirePattern(scope, 'value', options.value, /^(\d+(\.\d+)?|\$[A-Za-z0-9_.\-[\]]{1,99})$/, 'a number or a field, such as 1 or $.bytes');
  requirePattern(scope, 'statistic', options.statistic, /^(Sum|Average|Minimum|Maximum|SampleCount|p\d{1,2}(\.\d+)?)$/, 'a statistic, such as Sum or p99');
  requireInRange(scope, { prop: 'tooMany', value: options.tooMany, min: 0 });
}
