import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { sectionRows, graphs } from './operations';
import { developerPanels, Panel } from './panels';
import { DashboardPlan } from './plan';
import { ResolvedQuery } from './queries';
import { Block, GRID, Place } from './widget';
import { header, logTable, text } from './widgets';
import { AlarmRunbook, factsOf } from '../../core/private/alarm-facts';
import { ONE_MINUTE } from '../../core/private/periods';
import { TracedService } from '../traced-service';

/** More would push the next runbook off the screen; the whole text is where the runbook is kept. */
const MAX_RUNBOOK = 3000;

/** Why is it broken? */
export function developerBlocks({ place, observed, tracedServices, alarms }: DashboardPlan, queries: ResolvedQuery[]): Block[] {
  return [
    ...observed.map(({ source, signals }) => ({ rows: sectionRows(place, source.sourceName, developerPanels(signals)) })),
    ...queries.length === 0 ? [] : [{ rows: [[header('Logs')], ...queries.map(({ title, queryWithSources }) => [logTable(place, title, queryWithSources)])] }],
    ...tracedServices.map((service) => tracesOf(place, service)),
    ...runbooks(alarms),
  ];
}

function tracesOf(place: Place, { serviceName, environment }: TracedService): Block {
  const traces = `[Traces of ${serviceName}](${tracesUrl(serviceName)})`;
  if (environment === undefined) { return { rows: [[text(`## Traces: ${serviceName}\n${traces}`)]] }; }
  const dimensionsMap = { Environment: environment, Service: serviceName };
  const signal = (metricName: string, statistic: string) => (
    new cloudwatch.Metric({ namespace: 'ApplicationSignals', metricName, dimensionsMap, statistic, period: ONE_MINUTE }));
  const panels: Panel[] = [
    { title: 'Latency in traces', lines: ['p50', 'p90', 'p99'].map((label) => ({ metric: signal('Latency', label), label })), fromZero: true },
    { title: 'Faults in traces', lines: [{ metric: signal('Fault', 'Sum'), label: 'Faults' }], fromZero: true },
    { title: 'Errors of callers in traces', lines: [{ metric: signal('Error', 'Sum'), label: 'Errors' }], fromZero: true },
  ];
  const services = '[All services](#application-signals:services)';
  return { rows: [[text(`## Traces: ${serviceName} in ${environment}\n${traces} · ${services}`)], graphs(place, panels)] };
}

/** The console reads queries in a notation of its own, in which what is no letter or digit is its code after an asterisk. */
function tracesUrl(serviceName: string): string {
  const query = `service("${serviceName}")`.replace(/[^\w.-]/g, (character) => `*${character.charCodeAt(0).toString(16).padStart(2, '0')}`);
  return `#xray:traces/query?~(query~(expression~'${query}))`;
}

/** What to do, once for all alarms that say the same. */
function runbooks(alarms: cloudwatch.IAlarm[]): Block[] {
  const known = alarms.map((alarm) => factsOf(alarm).runbook).filter((runbook) => runbook !== undefined);
  const texts = [...new Set(known.map(markdownOf))];
  return texts.length === 0 ? [] : [{ rows: [[header('Runbooks')], ...texts.map((markdown) => [text(markdown, GRID)])] }];
}

function markdownOf({ title, firstStep, markdown, url }: AlarmRunbook): string {
  const link = url === undefined ? '' : `\n\n[${title}](${url})`;
  const body = markdown ?? firstStep;
  const trimmed = body.length > MAX_RUNBOOK ? `${body.slice(0, body.lastIndexOf('\n', MAX_RUNBOOK) + 1 || MAX_RUNBOOK).trimEnd()}\n\n…` : body;
  // A text that brings its own heading needs no second one.
  return `${/^#/.test(trimmed) ? '' : `### ${title}\n`}${trimmed}${link}`;
}

