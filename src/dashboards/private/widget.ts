import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Environment } from '../../core/private/same-environment';

/** Where a dashboard is: metrics of other places say so. */
export type Place = Environment;

/** A widget as CloudWatch reads it, but for its place on the page. Plain data: it costs next to nothing until somebody synthesizes it. */
export interface PlainWidget {
  readonly type: string;
  readonly width: number;
  readonly height: number;
  readonly properties: Record<string, unknown>;
}

/** Ours, or one that a section of the user's made. */
export type Tile = PlainWidget | cloudwatch.IWidget;

/** Rows that belong together, such as a header and the graphs below it. */
export interface Block {
  readonly rows: Tile[][];
}

export function isPlain(tile: Tile): tile is PlainWidget {
  return 'properties' in tile && 'type' in tile && !('toJson' in tile);
}

export const GRID = 24;
