import { createHash } from 'crypto';
import { Duration, Stack, Token } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { findingsOfBody } from './body-rules';
import { writePage } from './body-text';
import { layOut, paginate } from './page';
import { Block } from './widget';
import { text } from './widgets';
import { Audience } from '../audience';

const IDS: Record<Audience, string> = { operations: 'Dashboard', executive: 'Executive', developer: 'Developer' };

/** What one audience sees, on as many dashboards as that needs. */
export interface AudienceView {
  readonly audience: Audience;
  /** What comes before anything else, above the note. */
  readonly top: Block[];
  readonly blocks: Block[];
}

/** What all dashboards of an `ObservabilityDashboard` have in common. */
export interface DashboardSettings {
  readonly dashboardName?: string;
  readonly defaultTimeRange?: Duration;
  readonly variables?: cloudwatch.IVariable[];
  readonly note?: string;
}

/** A dashboard, and how to say where it is. */
export interface Link {
  readonly title: string;
  readonly dashboard: cloudwatch.Dashboard;
}

/**
 * Makes the dashboards of one audience, the last first: the first links to the others, and they to nothing, because CloudFormation cannot make
 * two resources that name one another.
 */
export function renderDashboards(scope: Construct, view: AudienceView, settings: DashboardSettings, links: Link[]): cloudwatch.Dashboard[] {
  const { audience, top, blocks } = view;
  const [first, ...further] = paginate(Stack.of(scope), [...top, ...blocks]);
  const others = further.map((page, index) => render(scope, audience, index + 2, [...noteBlock(settings.note, []), ...page], settings));
  const pageLinks = others.map((dashboard, index) => ({ title: `Page ${index + 2}`, dashboard }));
  const note = noteBlock(settings.note, [...pageLinks, ...links]);
  return [render(scope, audience, 1, [...first.slice(0, top.length), ...note, ...first.slice(top.length)], settings), ...others];
}

function render(scope: Construct, audience: Audience, page: number, blocks: Block[], settings: DashboardSettings): cloudwatch.Dashboard {
  const dashboard = new cloudwatch.Dashboard(scope, `${IDS[audience]}${page === 1 ? '' : page}`, {
    dashboardName: nameOf(settings.dashboardName, audience, page),
    defaultInterval: settings.defaultTimeRange ?? (audience === Audience.EXECUTIVE ? Duration.days(14) : Duration.hours(8)),
    // Otherwise the console widens the periods with the time range, and graphs no longer show what alarms see.
    periodOverride: cloudwatch.PeriodOverride.INHERIT,
    variables: settings.variables,
  });
  followName(dashboard, nameOf(settings.dashboardName, audience, page));
  const read = writePage(dashboard, layOut(blocks));
  // With what users add later, so only at the end.
  dashboard.node.addValidation({ validate: () => read(findingsOfBody) });
  return dashboard;
}

function nameOf(name: string | undefined, audience: Audience, page: number): string | undefined {
  const parts = [name, ...audience === Audience.OPERATIONS ? [] : [audience], ...page === 1 ? [] : [page]];
  return name === undefined ? undefined : parts.join('-');
}

/** CloudFormation makes a new resource before it deletes the old one, and two of one name cannot be (cdk-monitoring-constructs#357). */
function followName(dashboard: cloudwatch.Dashboard, name: string | undefined): void {
  if (name === undefined || Token.isUnresolved(name)) { return; }
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 8).toUpperCase();
  (dashboard.node.defaultChild as cloudwatch.CfnDashboard).overrideLogicalId(`Dashboard${name.replace(/[^A-Za-z0-9]/g, '').slice(0, 200)}${hash}`);
}

function noteBlock(note: string | undefined, links: Link[]): Block[] {
  const list = links.map(({ title, dashboard }) => `[${title}](#dashboards/dashboard/${dashboard.dashboardName})`).join(' · ');
  const markdown = [note ?? '', list].filter((part) => part !== '').join('\n\n');
  return markdown === '' ? [] : [{ rows: [[text(markdown)]] }];
}
