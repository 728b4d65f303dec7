import { between } from '../random.ts';
import { solderParts } from './board-assembly.ts';
import { BOARD_DEFECTS, type BoardChange, boardDefect } from './board-defects.ts';
import type { Board, BoardLook } from './board-in-picture.ts';
import { type BoardLayout, designBoard } from './board-layout.ts';
import { printBoard } from './board-surface.ts';
import { type Canvas, createCanvas, FRAME, type Pose, within } from './canvas.ts';
import { noiseFrom } from './noise.ts';
import type { Defect, Product, Shot } from './product.ts';

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
