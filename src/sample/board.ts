import { solderParts } from './board-assembly.ts';
import { BOARD_DEFECTS, type BoardChange, boardDefect } from './board-defects.ts';
import { type BoardLayout, designBoard, type PartCounts } from './board-layout.ts';
import { printBoard } from './board-surface.ts';
import { type Canvas, type Colour, createCanvas, FRAME, type Pose, within } from './canvas.ts';
import type { Light } from './light.ts';
import { type Noise, noiseFrom } from './noise.ts';
import type { Defect, Product, Shot } from './product.ts';
import { between } from './random.ts';

/** What distinguishes one circuit board from another. */
export interface BoardLook {
  /** Length of a side, and of a cell of the routing grid, in drawing units. */
  readonly side: number;
  readonly pitch: number;
  readonly parts: PartCounts;
  readonly layoutSeed: number;
  /** Solder mask over bare board and over copper. */
  readonly mask: Colour;
  readonly maskOnCopper: Colour;
  readonly silk: Colour;
  /** The finish of pads: tin or gold. */
  readonly finish: 'tin' | 'gold';
}

/** One board as it lies in one picture. */
export interface Board {
  readonly look: BoardLook;
  readonly layout: BoardLayout;
  /** Pose of the upper left corner; lengths on the board are drawing units. */
  readonly pose: Pose;
  readonly light: Light;
  readonly noise: Noise;
  readonly shot: Shot;
}

/** An assembled circuit board on a dark fixture. */
export function boardProduct(look: BoardLook): Product {
  const layout = designBoard(Math.floor(look.side / look.pitch), look.parts, look.layoutSeed);
  return { defectTypes: BOARD_DEFECTS, draw: (shot, defect) => drawBoard(look, layout, shot, defect) };
}

function drawBoard(look: BoardLook, layout: BoardLayout, shot: Shot, defect: Defect | undefined): Canvas {
  const board: Board = {
    look,
    layout,
    pose: layBoard(look, shot),
    light: shot.light,
    noise: noiseFrom(shot.stream('board')),
    shot,
  };
  const change: BoardChange = defect ? boardDefect(board, defect) : {};
  const canvas = createCanvas(shot.sizePx);
  printBoard(canvas, board, change);
  solderParts(canvas, board, change);
  return canvas;
}

/** The fixture holds boards to within a few units and about a degree. */
function layBoard(look: BoardLook, shot: Shot): Pose {
  const random = shot.stream('pose');
  const middle = {
    x: FRAME / 2 + between(random, -3, 3),
    y: FRAME / 2 + between(random, -3, 3),
    angle: between(random, -0.022, 0.022),
  };
  return within(middle, -look.side / 2, -look.side / 2, 0);
}
