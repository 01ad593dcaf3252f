import { STRUCTURE } from './body-structure';
import { BodyWidget } from './body-widget';
import { findingsOfWidget, metricsIn, nameOfWidget } from './widget-rules';

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html */
export const MAX_WIDGETS = 500;
export const MAX_VARIABLES = 25;

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html */
export const MAX_METRICS = 2500;

/** What CloudWatch would refuse about a dashboard. */
export function findingsOfBody(body: any): string[] {
  const structural = STRUCTURE.body(body);
  if (structural.length > 0) { return structural; }
  const widgets: BodyWidget[] = body.widgets;
  const variables: unknown[] = body.variables ?? [];
  const metrics = widgets.reduce((sum, widget) => sum + metricsIn(widget ?? {}), 0);
  return [
    ...atMost(MAX_WIDGETS, 'widgets', widgets.length),
    ...atMost(MAX_METRICS, 'metrics, with those inside formulas', metrics),
    ...atMost(MAX_VARIABLES, 'variables', variables.length),
    ...variables.flatMap((variable, index) => STRUCTURE.variable(variable).map((finding) => `variable ${index + 1}: ${finding}`)),
    ...widgets.flatMap((widget, index) => findingsOfWidget(widget).map((finding) => `${nameOfWidget(widget ?? {}, index)} ${finding}`)),
  ];
}

function atMost(max: number, what: string, actual: number): string[] {
  return actual <= max ? [] : [`it must have at most ${max} ${what}, got ${actual}`];
}
