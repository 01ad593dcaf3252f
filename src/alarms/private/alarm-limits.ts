import { show } from '../../core/private/input-error';

/**
 * What CloudWatch refuses and the AWS CDK lets through. One row for each limit, used for the alarms that this library
 * makes and for those from elsewhere.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html
 */
export const LIMITS = {
  actions: 5,
  children: 100,
  description: 1024,
  dimensions: 30,
  elements: 500,
  expression: 2048,
  insightsAlarms: 200,
  metrics: 10,
  name: 255,
  parents: 150,
  rule: 10_240,
  tags: 50,
} as const;

const HOUR = 3600;
const DAY = 24 * HOUR;

/** Periods that can follow the clock on the wall. */
export const WALL_CLOCK_PERIODS = [60, 300, HOUR, DAY, 7 * DAY];

/** As much of an alarm as the limits are about, in the names of the AWS CDK; what is only known at deployment is left out. */
export interface AlarmShape {
  readonly alarmName?: unknown;
  readonly alarmDescription?: unknown;
  readonly alarmActions?: unknown;
  readonly okActions?: unknown;
  readonly insufficientDataActions?: unknown;
  readonly tags?: unknown;
  readonly dimensions?: unknown;
  readonly metrics?: QueryShape[];
  readonly period?: unknown;
  readonly evaluationPeriods?: unknown;
  readonly datapointsToAlarm?: unknown;
  readonly thresholdMetricId?: unknown;
  readonly evaluationWindow?: { readonly wallClockWindow?: unknown };
  readonly alarmRule?: unknown;
}

interface QueryShape {
  readonly accountId?: unknown;
  readonly expression?: unknown;
  readonly period?: unknown;
  readonly metricStat?: { readonly period?: unknown; readonly metric?: { readonly dimensions?: unknown } };
}

type Row = (alarm: AlarmShape) => string | false | undefined;

const ROWS_OF_ALL: Row[] = [
  ({ alarmName }) => tooLong('alarmName', alarmName, LIMITS.name, 'Shorten it, or leave it to CloudFormation'),
  ({ alarmDescription }) => tooLong('alarmDescription', alarmDescription, LIMITS.description, 'Say it shorter and link the rest'),
  ({ tags }) => tooMany('tags', tags, LIMITS.tags, 'Leave some out'),
  ({ alarmActions }) => tooMany('alarmActions', alarmActions, LIMITS.actions, 'Let several destinations share one topic'),
  ({ okActions }) => tooMany('okActions', okActions, LIMITS.actions, 'Let several destinations share one topic'),
  ({ insufficientDataActions }) => tooMany('insufficientDataActions', insufficientDataActions, LIMITS.actions, 'Let several destinations share one topic'),
];

const METRIC_ROWS: Row[] = [
  ({ dimensions, metrics = [] }) => [dimensions, ...metrics.map(({ metricStat }) => metricStat?.metric?.dimensions)]
    .map((each) => tooMany('dimensions', each, LIMITS.dimensions, 'Publish the metric with fewer')).find(Boolean),
  ({ metrics = [] }) => tooMany('metrics', metrics.filter(({ metricStat }) => metricStat), LIMITS.metrics, 'Split the formula over several alarms and combine those'),
  (alarm) => expressionsOf(alarm).map((each) => tooLong('expression', each, LIMITS.expression, 'Split the formula over several alarms and combine those')).find(Boolean),
  (alarm) => expressionsOf(alarm).some((each) => /\bSEARCH\s*\(/i.test(each))
    && "'expression' must be one time series, got SEARCH, which may find several. Name the metrics, or use SELECT of Metrics Insights",
  (alarm) => queriesOf(alarm).length > 1 && `'metrics' must have at most one query of Metrics Insights, got ${queriesOf(alarm).length}. Make an alarm of each and combine them`,
  (alarm) => queriesOf(alarm).length > 0 && windowOf(alarm) > 3 * HOUR
    && `'evaluationPeriods' must be within 3 hours for a query of Metrics Insights, got ${sayHours(windowOf(alarm))}. Look at fewer or shorter periods`,
  wrongPeriod,
  tooLongWindow,
  ({ datapointsToAlarm: some, evaluationPeriods: all }) => typeof some === 'number' && typeof all === 'number' && some > all
    && `'datapointsToAlarm' must be at most evaluationPeriods (${all}), got ${some}. Raise that, or lower this`,
  (alarm) => isAnomaly(alarm) && hasForeignMetric(alarm)
    && "'metrics' must be of this account for anomaly detection, got one of another. Make the alarm where the metric is",
  (alarm) => isAnomaly(alarm) && periodsOf(alarm).some((period) => period < 60)
    && `'period' must be 60 seconds or more for anomaly detection, got ${Math.min(...periodsOf(alarm))}. High-resolution metrics have no band`,
  (alarm) => hasForeignMetric(alarm) && expressionsOf(alarm).some((each) => /\b(INSIGHT_RULE_METRIC|SERVICE_QUOTA)\s*\(/i.test(each))
    && "'expression' must not have INSIGHT_RULE_METRIC or SERVICE_QUOTA across accounts. Make the alarm where the metric is",
  ({ metrics, ...alarm }) => metrics !== undefined && actsOn(alarm, EC2_ACTION)
    && "'alarmActions' must not stop, terminate, reboot or recover an EC2 instance for a formula, got one that does. Use an alarm on one metric of the instance",
  (alarm) => isAnomaly(alarm) && actsOn(alarm, SCALING_ACTION)
    && "'alarmActions' must not scale a group by an anomaly, got one that does. Use an alarm with a threshold",
];

const COMPOSITE_ROWS: Row[] = [
  ({ alarmRule }) => tooLong('alarmRule', alarmRule, LIMITS.rule, 'Combine groups of alarms first, then the groups'),
  ({ alarmRule }) => {
    const children = childrenIn(alarmRule).length;
    return children > LIMITS.children && `'alarmRule' must name at most ${LIMITS.children} alarms, got ${children}. Combine groups of alarms first, then the groups`;
  },
  ({ alarmRule }) => {
    const elements = elementsIn(alarmRule);
    return elements > LIMITS.elements && `'alarmRule' must have at most ${LIMITS.elements} elements, got ${elements}. Combine groups of alarms first, then the groups`;
  },
  (alarm) => (actsOn(alarm, EC2_ACTION) || actsOn(alarm, SCALING_ACTION))
    && "'alarmActions' must not act on EC2 instances or groups for a composite alarm, got one that does. Give the action to one of its alarms",
];

const EC2_ACTION = /:automate:[^"]*:?ec2:|AWS_EC2\.InstanceId/;
const SCALING_ACTION = /:autoscaling:|:scalingPolicy:|AWS::(ApplicationAuto|Auto)Scaling::ScalingPolicy/;

/** What CloudWatch would say to an alarm on metrics. */
export function problemsOfMetricAlarm(alarm: AlarmShape): string[] {
  return problems([...ROWS_OF_ALL, ...METRIC_ROWS], alarm);
}

/** What CloudWatch would say to an alarm on alarms. */
export function problemsOfCompositeAlarm(alarm: AlarmShape): string[] {
  return problems([...ROWS_OF_ALL, ...COMPOSITE_ROWS], alarm);
}

/** Whether an alarm asks Metrics Insights; an account may have 200 of them in a region. */
export function asksInsights(alarm: AlarmShape): boolean {
  return queriesOf(alarm).length > 0;
}

/** What a rule says in quotes: names or ARNs of alarms, each once. */
export function childrenIn(rule: unknown): string[] {
  return typeof rule === 'string' ? [...new Set([...rule.matchAll(/"([^"]*)"/g)].map(([, name]) => name))] : [];
}

/** States, operators and constants of a rule. */
function elementsIn(rule: unknown): number {
  if (typeof rule !== 'string') { return 0; }
  const names = [...rule.matchAll(/"[^"]*"/g)].length;
  return names + (rule.replace(/"[^"]*"/g, '').match(/\b(AND|OR|NOT|TRUE|FALSE)\b/g) ?? []).length;
}

function problems(rows: Row[], alarm: AlarmShape): string[] {
  return rows.map((row) => row(alarm)).filter((problem): problem is string => typeof problem === 'string');
}

function tooLong(prop: string, value: unknown, most: number, fix: string): string | false {
  return typeof value === 'string' && value.length > most && `'${prop}' must be at most ${most} characters long, got ${value.length}. ${fix}`;
}

function tooMany(prop: string, value: unknown, most: number, fix: string): string | false {
  return Array.isArray(value) && value.length > most && `'${prop}' must be at most ${most}, got ${value.length}. ${fix}`;
}

function wrongPeriod(alarm: AlarmShape): string | undefined {
  const wallClock = alarm.evaluationWindow?.wallClockWindow !== undefined;
  const isUsual = (period: number) => [10, 20, 30].includes(period) || (period > 0 && period % 60 === 0);
  const isRight = (period: number) => wallClock ? WALL_CLOCK_PERIODS.includes(period) : isUsual(period);
  const wrong = periodsOf(alarm).find((period) => !isRight(period));
  if (wrong === undefined) { return undefined; }
  return `'period' must be ${wallClock ? `one of ${WALL_CLOCK_PERIODS.join(', ')} seconds to follow the clock` : '10, 20, 30 or a multiple of 60 seconds'}, got ${show(wrong)}`;
}

function tooLongWindow(alarm: AlarmShape): string | false {
  const days = Math.max(0, ...periodsOf(alarm)) >= HOUR ? 7 : 1;
  return windowOf(alarm) > days * DAY
    && `'evaluationPeriods' must be within ${days === 1 ? 'one day, or seven days with periods of an hour or more' : 'seven days'}, got ${sayHours(windowOf(alarm))}`;
}

function sayHours(seconds: number): string {
  return `${Math.round(seconds / HOUR * 10) / 10} hours`;
}

function windowOf(alarm: AlarmShape): number {
  const { evaluationPeriods } = alarm;
  return typeof evaluationPeriods === 'number' ? evaluationPeriods * Math.max(0, ...periodsOf(alarm)) : 0;
}

function periodsOf({ period, metrics = [] }: AlarmShape): number[] {
  return [period, ...metrics.flatMap((query) => [query.period, query.metricStat?.period])].filter((each): each is number => typeof each === 'number');
}

function expressionsOf({ metrics = [] }: AlarmShape): string[] {
  return metrics.map(({ expression }) => expression).filter((each): each is string => typeof each === 'string');
}

function queriesOf(alarm: AlarmShape): string[] {
  return expressionsOf(alarm).filter((each) => /^\s*SELECT\b/i.test(each));
}

function isAnomaly(alarm: AlarmShape): boolean {
  return alarm.thresholdMetricId !== undefined || expressionsOf(alarm).some((each) => /\bANOMALY_DETECTION_BAND\s*\(/i.test(each));
}

function hasForeignMetric({ metrics = [] }: AlarmShape): boolean {
  return metrics.some(({ accountId }) => accountId !== undefined);
}

function actsOn({ alarmActions, okActions, insufficientDataActions }: AlarmShape, action: RegExp): boolean {
  return action.test(JSON.stringify([alarmActions, okActions, insufficientDataActions]));
}
