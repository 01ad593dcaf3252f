import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { DashboardLint } from '../../../src/dashboards';
import { onlyResource } from '../../support/stacks';

/** A widget of a body. */
export interface Widget { type: string; x: number; y: number; width: number; height: number; properties: any }

/** A body as CloudWatch gets it, with a word in place of everything that is only known at deployment. */
export interface Body { start: string; periodOverride: string; widgets: Widget[]; variables?: any[] }

/** The only dashboard of a template. */
export function bodyOf(template: Template): Body {
  return JSON.parse(textOf(onlyResource(template, 'AWS::CloudWatch::Dashboard').Properties.DashboardBody));
}

/** All dashboards of a template by their logical ids. */
export function bodiesOf(template: Template): Record<string, Body> {
  const found = Object.entries(template.findResources('AWS::CloudWatch::Dashboard'));
  return Object.fromEntries(found.map(([id, { Properties }]) => [id, JSON.parse(textOf(Properties.DashboardBody))]));
}

/** The body whose logical id contains a text. */
export function bodyWith(template: Template, id: string): Body {
  const [found] = Object.entries(bodiesOf(template)).filter(([each]) => each.includes(id));
  if (!found) { throw new Error(`no dashboard with ${id}: ${Object.keys(bodiesOf(template))}`); }
  return found[1];
}

export function textOf(body: any): string {
  const parts: unknown[] = typeof body === 'string' ? [body] : body['Fn::Join'][1];
  return parts.map((part) => typeof part === 'string' ? part : 'token').join('');
}

/** What is wrong with the dashboards of an app, read from its templates as anybody else would. */
export function findingsIn(app: App): string[] {
  return app.synth().stacks.flatMap(({ template }) => Object.entries<any>(template.Resources)
    .filter(([, { Type }]) => Type === 'AWS::CloudWatch::Dashboard')
    .flatMap(([id, { Properties }]) => DashboardLint.findings(textOf(Properties.DashboardBody)).map((finding) => `${id}: ${finding}`)));
}

/** Graphs, numbers and gauges, by their titles. */
export function metricWidgets({ widgets }: Body): Record<string, any> {
  return Object.fromEntries(widgets.filter(({ type }) => type === 'metric').map(({ properties }) => [properties.title, properties]));
}

/** All texts. */
export function textsIn({ widgets }: Body): string[] {
  return widgets.filter(({ type }) => type === 'text').map(({ properties }) => properties.markdown);
}
