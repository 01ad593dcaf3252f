import { CfnResource, Duration, Stack, Token } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { AlarmKind } from '../../core';
import { inputError, requireAbility, show } from '../../core/private/input-error';
import { nameOf } from '../../core/private/name-of';
import { ONE_MINUTE } from '../../core/private/periods';
import { requireDuration } from '../../core/private/require-duration';
import { requireKinds } from '../../core/private/require-kinds';
import { SignalUnit } from '../../signals';
import { LogPatternAlarmProps } from '../log-pattern-alarm';
import { AlarmType, count } from './alarm-types';
import { FoundSignal } from './signal-alarm-base';

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html */
const FILTERS_PER_LOG_GROUP = 100;

const FILTERS = new WeakMap<logs.ILogGroup, number>();

export const LOG_PATTERN: AlarmType = {
  signal: 'lines',
  reports: 'log lines',
  kind: AlarmKind.LOG_PATTERN,
  prop: 'maxLines',
  read: count,
  example: '0',
  otherwise: { threshold: 0, datapointsToAlarm: 1, evaluationPeriods: 1, missingData: cloudwatch.TreatMissingData.NOT_BREACHING },
};

/** How many lines match in a period; nothing where none does. */
export function linesIn(scope: Construct, props: LogPatternAlarmProps): FoundSignal {
  const { logGroup, period = ONE_MINUTE, label = 'Matching log lines' } = props ?? {};
  if (typeof logGroup?.logGroupName !== 'string') { throw inputError(scope, `'logGroup' must be a log group, got ${show(logGroup)}`); }
  requirePattern(scope, props);
  requireKinds(scope, props, { label: 'text' });
  requireDuration(scope, { prop: 'period', value: period, unit: 'minutes', min: 1, max: 1440, example: 'Duration.minutes(1)' });
  if (period.isUnresolved()) { throw inputError(scope, "'period' must be known at synthesis, got a token. Write Duration.minutes(1)"); }
  requireCounting(scope, logGroup);
  const metric = new cloudwatch.Metric({ ...metricOf(scope), statistic: 'Sum', period: Duration.seconds(period.toSeconds()) });
  return { sourceName: nameOf(logGroup), signal: { metric, label, unit: SignalUnit.COUNT } };
}

/** The metric of an alarm: unique in its stack by the alarm's place, in the account by the name of the stack. */
function metricOf(scope: Construct): { namespace: string; metricName: string } {
  const stack = Stack.of(scope);
  const metricName = scope.node.scopes.slice(stack.node.scopes.length).map(({ node }) => node.id).join('-').replace(/[:*$]/g, '_').slice(-255);
  return { namespace: `LogPatterns/${stack.stackName}`, metricName };
}

/** The metric filter, in the stack of the alarm and as the plain resource: aws-logs need not be loaded for it. */
export function countLines(scope: Construct, { logGroup, pattern }: LogPatternAlarmProps): void {
  const { namespace, metricName } = metricOf(scope);
  new CfnResource(scope, 'Filter', {
    type: 'AWS::Logs::MetricFilter',
    properties: {
      LogGroupName: logGroup.logGroupName,
      FilterPattern: pattern.logPatternString,
      // Without a default value: a metric that says 0 all the time is billed all the time.
      MetricTransformations: [{ MetricNamespace: namespace, MetricName: metricName, MetricValue: '1' }],
    },
  });
}

function requirePattern(scope: Construct, { pattern }: LogPatternAlarmProps): void {
  const text: unknown = pattern?.logPatternString;
  if (typeof text === 'string' && (Token.isUnresolved(text) || text.length <= 1024)) { return; }
  throw inputError(scope, `'pattern' must be a filter pattern of at most 1024 characters, such as logs.FilterPattern.anyTerm('ERROR'), got ${typeof text === 'string' ? `${text.length} characters` : show(pattern)}`);
}

function requireCounting(scope: Construct, logGroup: logs.ILogGroup): void {
  requireAbility(scope, { prop: 'logGroup', value: logGroup, method: 'addMetricFilter', expected: 'a log group' });
  const { logGroupClass } = (logGroup.node?.defaultChild ?? {}) as Partial<logs.CfnLogGroup>;
  if (logGroupClass === 'INFREQUENT_ACCESS') {
    throw inputError(scope, `'logGroup' must be of the class STANDARD to count lines, got INFREQUENT_ACCESS for '${logGroup.node.path}'`);
  }
  const filters = (FILTERS.get(logGroup) ?? 0) + 1;
  if (filters > FILTERS_PER_LOG_GROUP) {
    throw inputError(scope, `'logGroup' must have at most ${FILTERS_PER_LOG_GROUP} metric filters, got ${filters} for '${logGroup.node.path}'. Put several terms into one pattern`);
  }
  FILTERS.set(logGroup, filters);
}
