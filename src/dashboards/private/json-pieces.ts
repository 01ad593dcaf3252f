import { Stack } from 'aws-cdk-lib';
import { placed, PlacedTile } from './page';
import { isPlain } from './widget';

/** A text in JSON that has a token in it, or a number that stands for one. */
const TOKEN = /("(?:[^"\\$]|\\.|\$(?!\{Token\[))*\$\{Token\[(?:[^"\\]|\\.)*"|-1\.8881\d+e\+289)/;

/** A part of the JSON of a page: as it is, or what a token stands for. */
export interface Piece {
  readonly json: string;
  readonly token?: string | number;
  /** Whether the token is a text, and not JSON already. */
  readonly inText?: boolean;
}

/** The widgets of a page, with commas between them. */
export function piecesOf(stack: Stack, tiles: PlacedTile[]): Piece[] {
  const pieces: Piece[] = [];
  let json = '';
  const flush = (piece?: Piece) => {
    if (json !== '') { pieces.push({ json }); }
    json = '';
    if (piece) { pieces.push(piece); }
  };
  for (const { tile, x, y } of tiles) {
    if (isPlain(tile)) {
      const comma = json === '' && pieces.length === 0 ? '' : ',';
      JSON.stringify(placed({ tile, x, y })).split(TOKEN).forEach((part, index) => {
        // Every second one is a token.
        if (index % 2 === 1) { flush(pieceOf(part)); } else { json += index === 0 ? comma + part : part; }
      });
      continue;
    }
    tile.position(x, y);
    for (const widget of tile.toJson() as unknown[]) {
      if (json !== '' || pieces.length > 0) { json += ','; }
      // The AWS CDK sees to the tokens of its own widgets.
      flush({ json: '', token: stack.toJsonString(widget) });
    }
  }
  flush();
  return pieces;
}

function pieceOf(json: string): Piece {
  const token = JSON.parse(json) as string | number;
  return { json, token, inText: typeof token === 'string' };
}
