import { Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { BodyWidget } from './body-widget';
import { gapsFilled } from './gaps';
import { Block, GRID, isPlain, PlainWidget, Tile } from './widget';
import { metricsIn } from './widget-rules';

/** A widget in its place. */
export interface PlacedTile {
  readonly tile: Tile;
  readonly x: number;
  readonly y: number;
}

/** What is on one dashboard. */
export interface Page {
  readonly tiles: PlacedTile[];
  readonly height: number;
}

/** Less than CloudWatch takes: some are left for links, and for what the user adds. */
const WIDGETS_PER_PAGE = 480;
const METRICS_PER_PAGE = 2400;

/** Spreads blocks over as few pages as CloudWatch allows, in their order. A block stays together unless it is larger than a page. */
export function paginate(scope: Stack, blocks: Block[]): Block[][] {
  const pages: Block[][] = [[]];
  let [widgets, metrics] = [0, 0];
  for (const block of blocks.flatMap((each) => onePageEach(scope, each))) {
    const size = sizeOf(scope, block);
    if (widgets + size.widgets > WIDGETS_PER_PAGE || metrics + size.metrics > METRICS_PER_PAGE) {
      if (widgets > 0) { pages.push([]); }
      [widgets, metrics] = [0, 0];
    }
    pages[pages.length - 1].push(block);
    widgets += size.widgets;
    metrics += size.metrics;
  }
  return pages;
}

/** Puts the rows of blocks below one another, each row from left to right, on a new line where it is full. */
export function layOut(blocks: Block[]): Page {
  const tiles: PlacedTile[] = [];
  let y = 0;
  for (const row of blocks.flatMap(({ rows }) => rows)) {
    let [x, bottom] = [0, y];
    for (const tile of row) {
      if (x + tile.width > GRID) { [x, y] = [0, bottom]; }
      tiles.push({ tile, x, y });
      x += tile.width;
      bottom = Math.max(bottom, y + tile.height);
    }
    y = bottom;
  }
  return { tiles, height: y };
}

/** What CloudWatch gets of a widget of the user's, as far as it is known by now. */
export function widgetsOf(scope: Stack, widget: cloudwatch.IWidget): BodyWidget[] {
  return JSON.parse(gapsFilled(scope.resolve(scope.toJsonString(widget.toJson()))));
}

export function placed({ tile, x, y }: PlacedTile & { readonly tile: PlainWidget }): object {
  const { type, width, height, properties } = tile;
  return { type, width, height, x, y, properties };
}

/** What CloudWatch gets of a widget in its place. */
export function bodyWidgets(scope: Stack, { tile, x, y }: PlacedTile): BodyWidget[] {
  if (isPlain(tile)) { return [tile]; }
  tile.position(x, y);
  return widgetsOf(scope, tile);
}

function onePageEach(scope: Stack, block: Block): Block[] {
  const { widgets, metrics } = sizeOf(scope, block);
  if (widgets <= WIDGETS_PER_PAGE && metrics <= METRICS_PER_PAGE) { return [block]; }
  // One widget after the other: a row may be what is too long.
  return block.rows.flatMap((row) => row.map((tile) => ({ rows: [[tile]] })));
}

function sizeOf(scope: Stack, { rows }: Block): { widgets: number; metrics: number } {
  let [widgets, metrics] = [0, 0];
  for (const tile of rows.flat()) {
    const inside = isPlain(tile) ? [tile] : widgetsOf(scope, tile);
    widgets += inside.length;
    inside.forEach((each) => { metrics += metricsIn(each); });
  }
  return { widgets, metrics };
}
