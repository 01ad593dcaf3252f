import { IResolveContext, Lazy, Stack, Token, Tokenization } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { gapsFilled, isConcatenation } from './gaps';
import { Page, placed, PlacedTile, widgetsOf } from './page';
import { isPlain } from './widget';

/** Stands for our widgets in the body that the L2 makes. */
const MARKER = 'cdk-devops-patterns:page';

/** A text in JSON that has a token in it. */
const TEXT_WITH_TOKEN = /"(?:[^"\\$]|\\.|\$(?!\{Token\[))*\$\{Token\[(?:[^"\\]|\\.)*"/g;

/** Numbers that stand for tokens. */
const NUMBER_TOKEN = /-1\.8881\d+e\+289/g;

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
  let ours: Chunk[] | undefined;
  resource.dashboardBody = Lazy.uncachedString({
    produce: (context) => {
      ours ??= chunksOf(stack, page.tiles);
      const known = new Map<string, string>();
      const widgets = ours.map(({ json, written }) => written ? json : withTokens(context, json, known));
      return joined(context.resolve(others)).replace(`"${MARKER}"`, () => widgets.join(','));
    },
  });
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

function judged(judge: (body: any) => string[], read: () => any): string[] {
  let body: any;
  try {
    body = read();
  } catch (error) {
    return [`'DashboardBody' must be JSON: ${(error as Error).message}`];
  }
  return judge(body);
}

function bodyWidgets(stack: Stack, { tile, x, y }: PlacedTile): object[] {
  if (isPlain(tile)) { return [placed({ tile, x, y })]; }
  tile.position(x, y);
  return widgetsOf(stack, tile);
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

/** A widget, or several, in JSON. */
interface Chunk {
  readonly json: string;
  /** By the AWS CDK, which has seen to its tokens. */
  readonly written: boolean;
}

function chunksOf(stack: Stack, tiles: PlacedTile[]): Chunk[] {
  return tiles.flatMap(({ tile, x, y }): Chunk[] => {
    if (isPlain(tile)) { return [{ json: JSON.stringify(placed({ tile, x, y })), written: false }]; }
    tile.position(x, y);
    return (tile.toJson() as unknown[]).map((widget) => ({ json: stack.toJsonString(widget), written: true }));
  });
}

/** Puts what tokens stand for into a JSON text, such that it stays one. The same few tokens occur in most widgets. */
function withTokens(context: IResolveContext, json: string, known: Map<string, string>): string {
  const once = (key: string, make: () => string) => {
    if (!known.has(key)) { known.set(key, make()); }
    return known.get(key)!;
  };
  return json
    .replace(TEXT_WITH_TOKEN, (text) => once(text, () => `"${escaped(context.resolve(JSON.parse(text)))}"`))
    .replace(NUMBER_TOKEN, (number) => once(number, () => Tokenization.stringifyNumber(Number(number))));
}

function escaped(value: any): string {
  if (typeof value === 'string') { return JSON.stringify(value).slice(1, -1); }
  return isConcatenation(value) ? value['Fn::Join'][1].map(escaped).join('') : Token.asString(value);
}

function joined(value: any): string {
  if (typeof value === 'string') { return value; }
  return isConcatenation(value) ? value['Fn::Join'][1].map(joined).join('') : Token.asString(value);
}
