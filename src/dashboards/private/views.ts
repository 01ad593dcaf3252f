import { Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { developerBlocks } from './developer';
import { executiveBlocks } from './executive';
import { operationsBlocks } from './operations';
import { widgetsOf } from './page';
import { DashboardPlan } from './plan';
import { ResolvedQuery } from './queries';
import { AudienceView } from './rendered-dashboards';
import { Block, isPlain } from './widget';
import { findingsOfWidget, markFine, nameOfWidget } from './widget-rules';
import { alarmStatus, header, text } from './widgets';
import { inputError } from '../../core/private/input-error';
import { Audience } from '../audience';
import { IDashboardSection } from '../dashboard-section';

/** From those who want to know most to those who want to know least. */
const ORDER = [Audience.DEVELOPER, Audience.OPERATIONS, Audience.EXECUTIVE];

/** What each audience sees, the most detailed first. */
export function viewsOf(scope: Construct, plan: DashboardPlan, queries: ResolvedQuery[]): AudienceView[] {
  return ORDER.filter((audience) => plan.audiences.includes(audience)).flatMap((audience) => viewOf(scope, plan, queries, audience));
}

function viewOf(scope: Construct, plan: DashboardPlan, queries: ResolvedQuery[], audience: Audience): AudienceView[] {
  const own = BLOCKS[audience](plan, queries);
  const sections = plan.sections.flatMap((section) => sectionBlock(scope, section, audience));
  const top = audience === Audience.OPERATIONS ? alarmStatus(plan.alarms).map((widget) => ({ rows: [[widget]] })) : [];
  requireFineWidgets(scope, 'sources', own);
  requireFineWidgets(scope, 'sections', sections);
  const blocks = [...own, ...sections];
  if (blocks.length + top.length > 0) { return [{ audience, top, blocks }]; }
  return plan.explicit ? [{ audience, top, blocks: [{ rows: [[text(NOTHING)]] }] }] : [];
}

const NOTHING = 'Nothing to show yet: no objective, no business metric, no source that tells how many requests fail, and no section.';

const BLOCKS: Record<Audience, (plan: DashboardPlan, queries: ResolvedQuery[]) => Block[]> = {
  developer: developerBlocks,
  operations: operationsBlocks,
  executive: executiveBlocks,
};

function sectionBlock(scope: Construct, section: IDashboardSection, audience: Audience): Block[] {
  const widgets = section.widgets(audience);
  if (!Array.isArray(widgets)) { throw inputError(scope, `'sections' must answer widgets(audience) with a list of widgets, got ${typeof widgets}`); }
  if (widgets.length === 0) { return []; }
  return [{ rows: [[header(section.sectionTitle)], widgets] }];
}

/** Fails for what CloudWatch would refuse, while it is known where it comes from. */
function requireFineWidgets(scope: Construct, prop: string, blocks: Block[]): void {
  const widgets = blocks.flatMap(({ rows }) => rows.flat()).flatMap((tile) => isPlain(tile) ? [tile] : widgetsOf(Stack.of(scope), tile));
  for (const [index, widget] of widgets.entries()) {
    const [finding] = findingsOfWidget(widget);
    if (finding !== undefined) { throw inputError(scope, `'${prop}' must fit CloudWatch: ${nameOfWidget(widget, index)} ${finding}`); }
    markFine(widget);
  }
}
