import { compileMath, Formula, Moment } from './metric-math';

/** What a metric reports in each minute; nothing where it is undefined. */
export type Series = (number | undefined)[];

/** Series by `name|statistic`. */
export type World = Record<string, Series>;

/** When an alarm tells people, in minutes from the beginning. */
export interface Message {
  readonly minute: number;
  /** Of the alarm, its logical id. */
  readonly alarm: string;
}

interface MetricAlarm {
  readonly resource: any;
  isOn: boolean;
}

interface CompositeAlarm {
  readonly resource: any;
  readonly children: string[];
  readonly suppressor?: string;
  isOn: boolean;
  /** Since when it has something to say that it may not say yet. */
  waitsUntil?: number;
}

/**
 * Lives through a world minute by minute, as CloudWatch does with alarms over formulas and composites of them: windows slide
 * by the minute, or by the hour where an alarm looks back more than a day.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
 */
export class AlarmSimulator {
  private readonly metricAlarms = new Map<string, MetricAlarm>();
  private readonly composites = new Map<string, CompositeAlarm>();
  private readonly sums: Record<string, { readonly values: Float64Array; readonly reported: Float64Array }> = {};

  constructor(template: { Resources: Record<string, any> }, private readonly world: World) {
    for (const [id, { Type, Properties }] of Object.entries(template.Resources)) {
      if (Type === 'AWS::CloudWatch::Alarm') { this.metricAlarms.set(id, { resource: Properties, isOn: false }); }
      if (Type === 'AWS::CloudWatch::CompositeAlarm') { this.composites.set(id, compositeOf(Properties)); }
    }
    for (const [key, series] of Object.entries(world)) { this.sums[key] = prefixSums(series); }
  }

  /** Everything that people hear: alarms of which nobody hears say nothing. */
  public run(): Message[] {
    const minutes = Math.max(...Object.values(this.world).map(({ length }) => length));
    return Array.from({ length: minutes }, (_, index) => this.pass(index + 1)).flat();
  }

  /** Ids of all alarms that are on at the end. */
  public on(): string[] {
    return [...this.metricAlarms, ...this.composites].filter(([, { isOn }]) => isOn).map(([id]) => id);
  }

  private pass(minute: number): Message[] {
    for (const alarm of this.metricAlarms.values()) { this.look(alarm, minute); }
    return [...this.composites].filter(([, alarm]) => this.speaks(alarm, minute)).map(([alarm]) => ({ minute, alarm }));
  }

  private look(alarm: MetricAlarm, minute: number): void {
    const { Metrics, EvaluationPeriods, DatapointsToAlarm, Threshold, ComparisonOperator, TreatMissingData } = alarm.resource;
    if (ComparisonOperator !== 'GreaterThanThreshold' || TreatMissingData !== 'notBreaching') { throw new Error('not in this test'); }
    const period = periodOf(Metrics) / 60;
    if (period * EvaluationPeriods > 1440 && minute % 60 !== 0) { return; }
    const ends = Array.from({ length: EvaluationPeriods }, (_, index) => minute - index * period);
    alarm.isOn = ends.filter((end) => (this.value(Metrics, end, period) ?? -Infinity) > Threshold).length >= DatapointsToAlarm;
  }

  private value(metrics: any[], end: number, period: number): number | undefined {
    const moment: Moment = {};
    for (const { Id, MetricStat } of metrics.filter((query) => query.MetricStat)) {
      moment[Id] = this.over(`${MetricStat.Metric.MetricName}|${MetricStat.Stat}`, end, period);
    }
    for (const { Id, Expression } of formulasIn(metrics)) { moment[Id] = compiled(Expression)(moment); }
    return moment[metrics.find(({ ReturnData }) => ReturnData !== false).Id];
  }

  private over(key: string, end: number, period: number): number | undefined {
    const { values, reported } = this.sums[key];
    const [from, to] = [Math.max(0, end - period), Math.max(0, end)];
    return reported[to] === reported[from] ? undefined : values[to] - values[from];
  }

  /** Whether a composite tells people in this minute. */
  private speaks(alarm: CompositeAlarm, minute: number): boolean {
    const isOn = alarm.children.every((child) => this.isOn(child));
    const turnedOn = isOn && !alarm.isOn;
    alarm.isOn = isOn;
    if (!isOn) { alarm.waitsUntil = undefined; }
    if (turnedOn) { alarm.waitsUntil = minute + (alarm.suppressor ? alarm.resource.ActionsSuppressorWaitPeriod / 60 : 0); }
    if (alarm.waitsUntil === undefined) { return false; }
    if (alarm.suppressor && this.isOn(alarm.suppressor)) { alarm.waitsUntil = minute + alarm.resource.ActionsSuppressorExtensionPeriod / 60; }
    if (minute < alarm.waitsUntil) { return false; }
    alarm.waitsUntil = undefined;
    return true;
  }

  private isOn(id: string): boolean {
    return (this.metricAlarms.get(id) ?? this.composites.get(id))!.isOn;
  }
}

/** What a formula over sums reports at the end of each period, oldest first. */
export function seriesOf(metrics: any[], world: World, period: number): (number | undefined)[] {
  const formulas = formulasIn(metrics).map(({ Id, Expression }): [string, Formula] => [Id, compileMath(Expression)]);
  const plain = metrics.filter((query) => query.MetricStat);
  const minutes = Math.max(...Object.values(world).map(({ length }) => length));
  return Array.from({ length: Math.floor(minutes / period) }, (_, index) => {
    const moment: Moment = {};
    for (const { Id, MetricStat } of plain) {
      const part = world[`${MetricStat.Metric.MetricName}|${MetricStat.Stat}`].slice(index * period, (index + 1) * period).filter((value) => value !== undefined);
      moment[Id] = part.length === 0 ? undefined : part.reduce((sum: number, value) => sum + value!, 0);
    }
    for (const [id, formula] of formulas) { moment[id] = formula(moment); }
    return moment[metrics[0].Id];
  });
}

/** Formulas after those that they are made of. */
function formulasIn(metrics: any[]): { readonly Id: string; readonly Expression: string }[] {
  const waiting = metrics.filter((query) => query.Expression);
  const ordered: any[] = [];
  while (waiting.length > 0) {
    const names = waiting.map(({ Id }) => Id);
    const next = waiting.findIndex(({ Id, Expression }) => !names.some((name) => name !== Id && new RegExp(`\\b${name}\\b`).test(Expression)));
    ordered.push(...waiting.splice(next, 1));
  }
  return ordered;
}

const FORMULAS = new Map<string, Formula>();

/** Formulas of alarms remember nothing, so that each is read once. */
function compiled(expression: string): Formula {
  if (!FORMULAS.has(expression)) { FORMULAS.set(expression, compileMath(expression)); }
  return FORMULAS.get(expression)!;
}

function periodOf(metrics: any[]): number {
  return metrics.find(({ MetricStat }) => MetricStat).MetricStat.Period;
}

function compositeOf(resource: any): CompositeAlarm {
  const rule: string = resource.AlarmRule['Fn::Join'][1].map((part: any) => typeof part === 'string' ? part : part['Fn::GetAtt'][0]).join('');
  if (/\b(OR|NOT|OK|AT_LEAST)\b/.test(rule)) { throw new Error(`not in this test: ${rule}`); }
  const children = [...rule.matchAll(/ALARM\("(\w+)"\)/g)].map(([, id]) => id);
  return { resource, children, suppressor: resource.ActionsSuppressor?.['Fn::GetAtt'][0], isOn: false };
}

function prefixSums(series: Series): { readonly values: Float64Array; readonly reported: Float64Array } {
  const [values, reported] = [new Float64Array(series.length + 1), new Float64Array(series.length + 1)];
  series.forEach((value, index) => {
    values[index + 1] = values[index] + (value ?? 0);
    reported[index + 1] = reported[index] + (value === undefined ? 0 : 1);
  });
  return { values, reported };
}
