import { CfnElement, CfnResource, Stack } from 'aws-cdk-lib';
import { AskedMetric } from './metric-lint';
import { resolvedPropertyOf } from '../../core/private/resource-properties';

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html */
export function metricsOnDashboard(dashboard: CfnResource): AskedMetric[] {
  const { text, valueOf } = readable(dashboard);
  return widgetsIn(text).flatMap((widget) => expanded(widget?.properties?.metrics).flatMap((row) => asked(row, valueOf)));
}

/** The body with a mark for each value that is not known yet, and what the marks stand for. */
function readable(dashboard: CfnResource): { text: string; valueOf(text: string): unknown } {
  const body = resolvedPropertyOf(dashboard, 'DashboardBody');
  const parts: unknown[] = typeof body === 'string' ? [body] : body?.['Fn::Join']?.[1] ?? [];
  return {
    text: parts.map((part, index) => typeof part === 'string' ? part : `<<${index}>>`).join(''),
    valueOf: (text) => {
      const mark = /^<<(\d+)>>$/.exec(text);
      return mark ? referred(dashboard, parts[Number(mark[1])]) : text;
    },
  };
}

/** In the template a reference is a logical id; as a token it knows its resource. */
function referred(dashboard: CfnResource, value: any): unknown {
  const stack = Stack.of(dashboard);
  const element = stack.node.findAll().find((node) => (
    CfnElement.isCfnElement(node) && node.stack === stack && stack.resolve(node.logicalId) === value?.Ref));
  return CfnResource.isCfnResource(element) ? element.ref : value;
}

function widgetsIn(text: string): any[] {
  try {
    const { widgets } = JSON.parse(text);
    return Array.isArray(widgets) ? widgets : [];
  } catch {
    // What is no JSON is a finding of CloudWatch, not of a catalogue of metrics.
    return [];
  }
}

/** A point stands for what the row above has in its place. */
function expanded(rows: unknown): string[][] {
  if (!Array.isArray(rows)) { return []; }
  return rows.filter(Array.isArray).reduce<string[][]>((all, row) => {
    const above = all[all.length - 1] ?? [];
    return [...all, row.filter((cell: unknown) => typeof cell === 'string').map((cell: string, index: number) => cell === '.' ? above[index] : cell)];
  }, []);
}

/** Namespace, name, and dimensions by name and value. Formulas are no metrics; three points repeat more than can be told. */
function asked(row: string[], valueOf: (text: string) => unknown): AskedMetric[] {
  const [namespace, metricName, ...dimensions] = row;
  if (namespace === undefined || metricName === undefined || row.includes('...')) { return []; }
  const pairs = dimensions.flatMap((cell, index) => index % 2 === 0 ? [[cell, valueOf(dimensions[index + 1] ?? '')]] : []);
  return [{ namespace, metricName, dimensions: Object.fromEntries(pairs) }];
}
