import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Line, MetricRow, metricRows } from './metric-rows';
import { GRID, Place, PlainWidget } from './widget';
import { AlarmRecommendation, Signal, SignalUnit } from '../../signals';

export const RED = '#d62728';
export const GREEN = '#2ca02c';

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html */
export const ALARMS_PER_WIDGET = 100;

const ALARMS_PER_LINE = 6;

/** As long as a line of a text is on a page that is as wide as most screens. */
const CHARACTERS_PER_LINE = 180;

const SIGNS: Partial<Record<cloudwatch.ComparisonOperator, string>> = {
  GreaterThanThreshold: '>',
  GreaterThanOrEqualToThreshold: '≥',
  LessThanThreshold: '<',
  LessThanOrEqualToThreshold: '≤',
};

/** A line across a graph. */
export interface Annotation {
  readonly value: number;
  readonly label: string;
  readonly color: string;
  readonly fill?: 'above' | 'below';
}

/** What a graph shows and how. */
export interface GraphOptions {
  readonly title: string;
  readonly lines?: Line[];
  /** Instead of lines: rows that are written out. */
  readonly rows?: MetricRow[];
  readonly annotations?: Annotation[];
  readonly unit?: SignalUnit;
  /** Values of a kind that nobody here knows may be negative. */
  readonly fromZero?: boolean;
  readonly stacked?: boolean;
  /** How far it goes back, such as `-P30D`, when not as far as the dashboard. */
  readonly start?: string;
  readonly width?: number;
  readonly height?: number;
}

export function text(markdown: string, width: number = GRID, height?: number): PlainWidget {
  return { type: 'text', width, height: height ?? heightOf(markdown, width), properties: { markdown } };
}

export function header(name: string): PlainWidget {
  return text(`## ${name}`, GRID, 1);
}

export function graph(place: Place, options: GraphOptions): PlainWidget {
  const { title, lines = [], annotations = [], unit, fromZero, stacked, start, width = 6, height = 6 } = options;
  return {
    type: 'metric',
    width,
    height,
    properties: {
      view: 'timeSeries',
      ...stacked ? { stacked } : {},
      ...start ? { start } : {},
      title,
      region: place.region,
      metrics: options.rows ?? metricRows(place, lines),
      ...annotations.length > 0 ? { annotations: { horizontal: annotations.map((annotation) => ({ ...annotation, yAxis: 'left' })) } } : {},
      yAxis: { left: { ...unit ? { label: unit, showUnits: false } : {}, ...fromZero ? { min: 0 } : {} } },
    },
  };
}

/** The latest value, large, over a faint line that says where it comes from. */
export function number(place: Place, title: string, content: Pick<GraphOptions, 'lines' | 'rows' | 'start'>, width = 6, height = 4): PlainWidget {
  const metrics = content.rows ?? metricRows(place, content.lines ?? []);
  const start = content.start ? { start: content.start } : {};
  return { type: 'metric', width, height, properties: { view: 'singleValue', sparkline: true, title, ...start, region: place.region, metrics } };
}

/** What is left of 100 percent. */
export function gauge(place: Place, title: string, { lines = [], start }: Pick<GraphOptions, 'lines' | 'start'>, width = 6, height = 4): PlainWidget {
  const properties = { view: 'gauge', title, ...start ? { start } : {}, region: place.region, metrics: metricRows(place, lines) };
  return { type: 'metric', width, height, properties: { ...properties, yAxis: { left: { min: 0, max: 100 } } } };
}

/** The state of the alarms, over the full width; what is in alarm comes first. */
export function alarmStatus(alarms: cloudwatch.IAlarm[]): PlainWidget[] {
  const widgets = Math.ceil(alarms.length / ALARMS_PER_WIDGET);
  return Array.from({ length: widgets }, (_, index) => {
    const first = index * ALARMS_PER_WIDGET;
    const shown = alarms.slice(first, first + ALARMS_PER_WIDGET);
    return {
      type: 'alarm',
      width: GRID,
      height: 2 + Math.ceil(shown.length / ALARMS_PER_LINE),
      properties: {
        title: widgets === 1 ? 'Alarms' : `Alarms ${first + 1} to ${first + shown.length}`,
        alarms: shown.map((alarm) => alarm.alarmArn),
        sortBy: 'stateUpdatedTimestamp',
      },
    };
  });
}

export function logTable(place: Place, title: string, query: string): PlainWidget {
  return { type: 'log', width: GRID, height: 6, properties: { view: 'table', title, region: place.region, query } };
}

/** Where a value becomes bad. */
export function threshold(label: string, { threshold: value, comparison }: AlarmRecommendation): Annotation {
  return { value, label: `${label} ${SIGNS[comparison ?? 'GreaterThanThreshold' as cloudwatch.ComparisonOperator] ?? 'beyond'} ${value}`, color: RED };
}

/** How a graph says that it goes back as far as the window of an objective. */
export function rangeOf(window: Duration | undefined): string | undefined {
  return window === undefined || window.isUnresolved() ? undefined : `-${window.toIsoString()}`;
}

export function lineOf({ metric, label }: Signal): Line {
  return { metric, label };
}

function heightOf(markdown: string, width: number): number {
  const perLine = Math.max(1, Math.floor(CHARACTERS_PER_LINE * width / GRID));
  const lines = markdown.split('\n').reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / perLine)), 0);
  // Two lines of a text are about as high as one unit of the grid.
  return Math.min(1 + Math.ceil(lines / 2), 20);
}
