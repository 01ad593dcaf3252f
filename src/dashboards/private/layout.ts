import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Panel, Section } from './panels';
import { Signal } from '../../signals';

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html */
const ALARMS_PER_WIDGET = 100;

const ALARMS_PER_LINE = 6;
const GRAPHS_PER_LINE = 4;
const GRAPH_HEIGHT = 6;

const SIGNS: Partial<Record<cloudwatch.ComparisonOperator, string>> = {
  [cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD]: '>',
  [cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD]: '≥',
  [cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD]: '<',
  [cloudwatch.ComparisonOperator.LESS_THAN_OR_EQUAL_TO_THRESHOLD]: '≤',
};

/** The state of the alarms, over the full width. */
export function alarmRows(alarms: cloudwatch.IAlarm[]): cloudwatch.IWidget[][] {
  const widgets = Math.ceil(alarms.length / ALARMS_PER_WIDGET);
  return Array.from({ length: widgets }, (_, index) => {
    const first = index * ALARMS_PER_WIDGET;
    const shown = alarms.slice(first, first + ALARMS_PER_WIDGET);
    return [new cloudwatch.AlarmStatusWidget({
      title: widgets === 1 ? 'Alarms' : `Alarms ${first + 1} to ${first + shown.length}`,
      alarms: shown,
      width: cloudwatch.GRID_WIDTH,
      height: 2 + Math.ceil(shown.length / ALARMS_PER_LINE),
    })];
  });
}

/** The name of a source and below it its graphs, as wide as there is room. */
export function sectionRows({ name, panels }: Section): cloudwatch.IWidget[][] {
  const header = new cloudwatch.TextWidget({ markdown: `## ${name}`, width: cloudwatch.GRID_WIDTH, height: 1 });
  const width = cloudwatch.GRID_WIDTH / Math.min(panels.length, GRAPHS_PER_LINE);
  return [[header], panels.map((panel) => graph(panel, width))];
}

function graph({ title, signals, fromZero }: Panel, width: number): cloudwatch.GraphWidget {
  return new cloudwatch.GraphWidget({
    title,
    left: signals.map(labelled),
    leftAnnotations: signals.flatMap(threshold),
    leftYAxis: { label: signals[0].unit, showUnits: false, min: fromZero ? 0 : undefined },
    width,
    height: GRAPH_HEIGHT,
  });
}

function threshold({ label, recommendation }: Signal): cloudwatch.HorizontalAnnotation[] {
  if (!recommendation) { return []; }
  const sign = SIGNS[recommendation.comparison ?? cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD] ?? 'beyond';
  return [{ value: recommendation.threshold, label: `${label} ${sign} ${recommendation.threshold}`, color: cloudwatch.Color.RED }];
}

/** The metric under the name that a person gave the signal, unless the metric has one of its own. */
function labelled({ metric, label }: Signal): cloudwatch.IMetric {
  const config = metric.toMetricConfig();
  const renderingProperties = { ...config.renderingProperties, label: config.renderingProperties?.label ?? label };
  return { warningsV2: metric.warningsV2, toMetricConfig: () => ({ ...config, renderingProperties }) };
}
