import { between, normal } from '../random.ts';
import type { BoardChange } from './board-defects.ts';
import type { Board } from './board-in-picture.ts';
import { type PlacedPart, padsOf } from './board-layout.ts';
import type { BoardMaterial } from './board-parts.ts';
import { type Canvas, colour, type Pose, pixelOf, stamp, within } from './canvas.ts';
import { lettering } from './lettering.ts';
import { coverage, toPath } from './shapes.ts';
import { type Material, paintShadow, paintSolid, type Solid } from './solid.ts';

const MATERIALS: Readonly<Record<BoardMaterial, Material>> = {
  moulded: { colour: colour('#303033'), gloss: 0.05, spread: 0.35, grain: 0.2 },
  resistor: { colour: colour('#232428'), gloss: 0.08, spread: 0.3, grain: 0.1 },
  ceramic: { colour: colour('#a98a66'), gloss: 0.12, spread: 0.3, grain: 0.08 },
  tin: { colour: colour('#a6a7a8'), gloss: 0.75, spread: 0.28, grain: 0.12 },
  can: { colour: colour('#b4b6b9'), gloss: 0.55, spread: 0.24, grain: 0.04 },
  paint: { colour: colour('#d8d8d4'), gloss: 0.05, spread: 0.4, grain: 0.05 },
  plastic: { colour: colour('#26272a'), gloss: 0.08, spread: 0.35, grain: 0.1 },
  gold: { colour: colour('#c39a45'), gloss: 0.6, spread: 0.28, grain: 0.06 },
  dark: { colour: colour('#1b1b1d'), gloss: 0.04, spread: 0.4, grain: 0.05 },
};
const HOLE: Material = { colour: colour('#14130f'), gloss: 0, spread: 1, grain: 0 };
const INK = colour('#8d8e90');

/** Draws vias and mounting holes, soldered pads, and the parts with their shadows. */
export function solderParts(canvas: Canvas, board: Board, change: BoardChange): void {
  drillHoles(canvas, board);
  const placement = board.shot.stream('placement');
  board.layout.parts.forEach((part, index) => {
    solderPads(canvas, board, part, index === change.missing);
    // Every part takes its jitter from the stream, so that a missing one does not move the others.
    const jitter = {
      x: normal(placement) * 0.28,
      y: normal(placement) * 0.28,
      angle: normal(placement) * 0.01,
    };
    if (index === change.missing) return;
    const moved = change.moved?.part === index ? change.moved : undefined;
    const { pitch } = board.look;
    const x = part.x * pitch + jitter.x + (moved?.x ?? 0);
    const y = part.y * pitch + jitter.y + (moved?.y ?? 0);
    const turn = (part.turns * Math.PI) / 2 + jitter.angle + (moved?.angle ?? 0);
    mountPart(canvas, board, part, within(board.pose, x, y, turn));
  });
  for (const blob of change.solder ?? [])
    paintSolid(
      canvas,
      within(board.pose, blob.x, blob.y, blob.angle),
      { ...blob, material: MATERIALS.tin },
      board.light,
      board.noise,
    );
}

function drillHoles(canvas: Canvas, board: Board): void {
  const { look, layout, light, noise, pose } = board;
  const hole = (x: number, y: number, ring: number, bore: number) => {
    const place = within(pose, x, y, 0);
    paintSolid(canvas, place, disc(ring, 0.8, MATERIALS[look.finish]), light, noise);
    paintSolid(canvas, place, disc(bore, 0.3, HOLE), light, noise);
  };
  for (const via of layout.vias)
    hole(via.x * look.pitch, via.y * look.pitch, 0.38 * look.pitch, 0.2 * look.pitch);
  const inset = 11;
  for (const x of [inset, look.side - inset]) for (const y of [inset, look.side - inset]) hole(x, y, 7, 4.6);
}

function disc(radius: number, bevel: number, material: Material): Solid {
  return { halfWidth: radius, halfHeight: radius, corner: radius, bevel, material };
}

/** Solder stands on a pad as a low cushion; no two are quite alike. */
function solderPads(canvas: Canvas, board: Board, part: PlacedPart, open: boolean): void {
  const { pitch, finish } = board.look;
  const random = board.shot.stream(`solder ${part.designator}`);
  for (const pad of padsOf(part)) {
    const amount = between(random, 0.94, 1.06);
    const halfWidth = pad.halfWidth * pitch * amount;
    const halfHeight = pad.halfHeight * pitch * amount;
    const least = Math.min(halfWidth, halfHeight);
    const material = open ? MATERIALS.tin : MATERIALS[finish];
    const solid = { halfWidth, halfHeight, corner: least * 0.4, bevel: least * 0.9, material };
    paintSolid(canvas, within(board.pose, pad.x * pitch, pad.y * pitch, 0), solid, board.light, board.noise);
  }
}

function mountPart(canvas: Canvas, board: Board, part: PlacedPart, place: Pose): void {
  const { pitch } = board.look;
  const height = part.kind.height * pitch;
  const solids = part.kind.blocks.map(block => ({
    place: within(place, block.x * pitch, block.y * pitch, 0),
    solid: {
      halfWidth: block.halfWidth * pitch,
      halfHeight: block.halfHeight * pitch,
      corner: block.corner * pitch,
      bevel: block.bevel * pitch,
      material: MATERIALS[block.material],
    },
  }));
  const largest = solids.reduce((one, other) => (areaOf(other.solid) > areaOf(one.solid) ? other : one));
  paintShadow(canvas, largest.place, largest.solid, height, board.light);
  for (const { place: at, solid } of solids) paintSolid(canvas, at, solid, board.light, board.noise);
  if (part.marking) printMarking(canvas, part, place, pitch);
}

function areaOf(solid: Solid): number {
  return solid.halfWidth * solid.halfHeight;
}

/** The characters on a part's body; along the body of a circuit, which is taller than it is wide. */
function printMarking(canvas: Canvas, part: PlacedPart, place: Pose, pitch: number): void {
  const height = part.kind.markingHeight * pitch;
  const strokes = lettering(part.marking, height);
  const alongside = part.kind.halfHeight > part.kind.halfWidth ? Math.PI / 2 : 0;
  const halfWidth = part.marking.length * height * 0.4;
  stamp(canvas, within(place, 0, 0, alongside), halfWidth, height * 0.6, (x, y, out) => {
    out.set(INK);
    const nearest = strokes.reduce(
      (least, stroke) => Math.min(least, toPath(x, y, stroke)),
      Number.POSITIVE_INFINITY,
    );
    return 0.8 * coverage(nearest - 0.22, pixelOf(canvas));
  });
}
