import { IResolveContext, Lazy, Stack, Token } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { concatenated, gapsFilled, partsOf } from './gaps';
import { Piece, piecesOf } from './json-pieces';
import { bodyWidgets, Page } from './page';

/** Stands for our widgets in the body that the L2 makes. */
const MARKER = 'cdk-devops-patterns:page';

/** Reads a body and judges it; says so where it is none. */
export type ReadBody = (judge: (body: any) => string[]) => string[];

/**
 * Writes a page of ours on a dashboard, above what users add. Returns how to read all of it.
 *
 * Our widgets are written as JSON here, once, and put in the place of one widget that holds their room in the L2. The L2 would take each of them
 * apart and resolve all that is in it on every pass.
 */
export function writePage(dashboard: cloudwatch.Dashboard, page: Page): ReadBody {
  const stack = Stack.of(dashboard);
  dashboard.addWidgets(new PageRoom(page.height));
  const resource = dashboard.node.defaultChild as cloudwatch.CfnDashboard;
  const others = resource.dashboardBody;
  let ours: Piece[] | undefined;
  resource.dashboardBody = Token.asString(Lazy.uncachedAny({
    produce: (context) => {
      ours ??= piecesOf(stack, page.tiles);
      return concatenated(withPage(partsOf(context.resolve(others)), known(context, ours)));
    },
  }));
  return (judge) => judged(judge, () => {
    const body = JSON.parse(gapsFilled(stack.resolve(others)));
    const widgets = body.widgets.flatMap((widget: unknown) => widget === MARKER ? page.tiles.flatMap((tile) => bodyWidgets(stack, tile)) : [widget]);
    return { ...body, widgets };
  });
}

/** The body of any dashboard as CloudWatch gets it, with numbers in place of what is only known at deployment. */
export function readBody(dashboard: cloudwatch.Dashboard): ReadBody {
  const { dashboardBody } = dashboard.node.defaultChild as cloudwatch.CfnDashboard;
  return (judge) => judged(judge, () => JSON.parse(gapsFilled(Stack.of(dashboard).resolve(dashboardBody))));
}

/** Takes the room of the page until the body is written. */
class PageRoom implements cloudwatch.IWidget {
  public readonly width = 24;

  constructor(public readonly height: number) {}

  public position(): void {}

  public toJson(): any[] {
    return [MARKER];
  }
}

function judged(judge: (body: any) => string[], read: () => any): string[] {
  let body: any;
  try {
    body = read();
  } catch (error) {
    return [`'DashboardBody' must be JSON: ${(error as Error).message}`];
  }
  return judge(body);
}

/** Puts what tokens stand for into JSON. The same few tokens occur in most widgets. */
function known(context: IResolveContext, pieces: Piece[]): unknown[] {
  const values = new Map<Piece['token'], unknown[]>();
  return pieces.flatMap(({ json, token, inText }) => {
    if (token === undefined) { return [json]; }
    let parts = values.get(token);
    if (!parts) {
      parts = partsOf(context.resolve(token));
      if (inText) { parts = ['"', ...parts.map((part) => typeof part === 'string' ? JSON.stringify(part).slice(1, -1) : part), '"']; }
      values.set(token, parts);
    }
    return parts;
  });
}

function withPage(others: unknown[], page: unknown[]): unknown[] {
  const marker = `"${MARKER}"`;
  return others.flatMap((part) => {
    const at = typeof part === 'string' ? part.indexOf(marker) : -1;
    return at < 0 ? [part] : [(part as string).slice(0, at), ...page, (part as string).slice(at + marker.length)];
  });
}
