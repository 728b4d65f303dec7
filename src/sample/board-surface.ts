import type { BoardChange, Cut } from './board-defects.ts';
import type { Board } from './board-in-picture.ts';
import { extentOfPart, padsOf } from './board-layout.ts';
import { blend, type Canvas, colour, pixelOf, within } from './canvas.ts';
import { createDistances, type Distances, drawLine } from './distances.ts';
import { lettering } from './lettering.ts';
import { type Light, turned } from './light.ts';
import { cloudAt, noiseAt } from './noise.ts';
import { clamp, coverage, mix, type Point, smoothStep, toBox, toSegment } from './shapes.ts';
import { shadeMaterial } from './solid.ts';

const FIXTURE = colour('#2b2d31');
const LAMINATE = colour('#8f8a63');
const COPPER = colour('#d08a52');
const CORNER = 5;

/** What every pixel of the board needs, gathered once a picture. */
interface Print {
  readonly board: Board;
  readonly cut: Cut | undefined;
  readonly copper: Distances;
  readonly silk: Distances;
  readonly lamp: Light;
  readonly pixel: number;
  /** The solder mask's look at the current pixel. */
  readonly mask: { colour: Float64Array; gloss: number; spread: number; grain: number };
}

/** Draws the fixture, the bare board, its copper under the solder mask and its silk screen. */
export function printBoard(canvas: Canvas, board: Board, change: BoardChange): void {
  const { pose, look, noise } = board;
  const print: Print = {
    board,
    cut: change.cut,
    copper: copperOf(canvas.sizePx, board),
    silk: silkOf(canvas.sizePx, board),
    lamp: turned(board.light, pose.angle),
    pixel: pixelOf(canvas),
    mask: { colour: new Float64Array(3), gloss: 0, spread: 0.34, grain: 0 },
  };
  const cos = Math.cos(pose.angle);
  const sin = Math.sin(pose.angle);
  const out = new Float64Array(3);
  for (let index = 0; index < canvas.sizePx * canvas.sizePx; index++) {
    const dx = ((index % canvas.sizePx) + 0.5) * print.pixel - pose.x;
    const dy = (Math.floor(index / canvas.sizePx) + 0.5) * print.pixel - pose.y;
    const x = cos * dx + sin * dy;
    const y = cos * dy - sin * dx;
    const edge = toBox(x - look.side / 2, y - look.side / 2, look.side / 2, look.side / 2, CORNER);
    const cover = coverage(edge, print.pixel);
    if (cover < 1) {
      const rough = 1 + 0.25 * cloudAt(noise, dx * 0.09, dy * 0.09) + 0.15 * noiseAt(noise, dx, dy);
      const level = rough * (1 - 0.6 * smoothStep(7, -2, edge));
      for (let channel = 0; channel < 3; channel++)
        canvas.data[index * 3 + channel] = FIXTURE[channel]! * level;
    }
    if (cover === 0) continue;
    shadeBoard(print, index, x, y, edge, out);
    blend(canvas.data, index * 3, out, cover);
  }
}

/** Traces and pads, as distances to copper that is not part of the ground area. */
function copperOf(sizePx: number, board: Board): Distances {
  const { pitch } = board.look;
  const copper = createDistances(sizePx, 0.9 * pitch);
  const scaled = (points: readonly Point[]) => points.map(({ x, y }) => ({ x: x * pitch, y: y * pitch }));
  for (const trace of board.layout.traces) drawLine(copper, board.pose, scaled(trace), pitch * 0.22);
  for (const via of board.layout.vias) drawLine(copper, board.pose, scaled([via, via]), pitch * 0.42);
  for (const part of board.layout.parts) {
    for (const pad of padsOf(part)) {
      const spare = pad.halfWidth - pad.halfHeight;
      const long = { x: Math.max(spare, 0), y: Math.max(-spare, 0) };
      const ends = [
        { x: pad.x - long.x, y: pad.y - long.y },
        { x: pad.x + long.x, y: pad.y + long.y },
      ];
      drawLine(copper, board.pose, scaled(ends), Math.min(pad.halfWidth, pad.halfHeight) * pitch);
    }
  }
  return copper;
}

/** Outlines and designators beside the parts. */
function silkOf(sizePx: number, board: Board): Distances {
  const { pitch } = board.look;
  const silk = createDistances(sizePx, 1.5);
  for (const part of board.layout.parts) {
    const place = within(board.pose, part.x * pitch, part.y * pitch, (part.turns * Math.PI) / 2);
    const right = part.kind.halfWidth * pitch;
    const bottom = part.kind.halfHeight * pitch;
    for (const y of [-bottom, bottom])
      drawLine(
        silk,
        place,
        [
          { x: -right * 0.85, y },
          { x: right * 0.85, y },
        ],
        0.35,
      );
    const { down } = extentOfPart(part);
    const label = within(board.pose, part.x * pitch, (part.y - down) * pitch - 3.6, 0);
    for (const stroke of lettering(part.designator, 5)) drawLine(silk, label, stroke, 0.32);
  }
  return silk;
}

/** Solder mask that follows the copper below it, with the silk screen on it; bare along the edge and in a cut. */
function shadeBoard(
  print: Print,
  index: number,
  x: number,
  y: number,
  edge: number,
  out: Float64Array,
): void {
  const { board, copper, silk, pixel, mask } = print;
  const { look, noise } = board;
  const clearance = 0.55 * look.pitch;
  const distance = copper.data[index]!;
  const ground = coverage(clearance - distance, pixel) * smoothStep(-3, -4.2, edge);
  const metal = Math.max(coverage(distance, pixel), ground);
  const bare = smoothStep(-1.6, -0.8, edge);
  const scrape = print.cut ? scraped(print.cut, board, x, y) : 0;
  const ink = silk.data[index]! < 1 ? coverage(silk.data[index]! + 0.25 * noiseAt(noise, x, y), pixel) : 0;
  for (let channel = 0; channel < 3; channel++) {
    const masked = mix(look.mask[channel]!, look.maskOnCopper[channel]!, metal);
    const printed = mix(mix(masked, LAMINATE[channel]! * 0.8, bare), look.silk[channel]!, ink * 0.85);
    const exposed = mix(LAMINATE[channel]!, COPPER[channel]!, metal * clamp(2 - 2 * scrape, 0, 1));
    mask.colour[channel] = mix(printed, exposed, Math.min(scrape * 2, 1));
  }
  mask.gloss = 0.16 * (1 - scrape);
  // The mask slopes where the copper ends: down from traces, up again to the ground area.
  const bank = (0.4 * (hump(distance / 1.1) - hump((distance - clearance) / 1.1))) / pixel;
  const slopeX = bank * (distance - copper.data[Math.max(index - 1, 0)]!);
  const slopeY = bank * (distance - copper.data[Math.max(index - copper.sizePx, 0)]!);
  const wavy = 0.05 * noiseAt(noise, x * 0.35, y * 0.35) + 0.06 * cloudAt(noise, x * 0.03, y * 0.03);
  shadeMaterial(mask, print.lamp, slopeX, slopeY, wavy, out);
}

function hump(t: number): number {
  return Math.max(0, 1 - t * t);
}

/** How deeply the board is scraped at a place, 0 to 1: above 1/2 the copper is gone. */
function scraped(cut: Cut, board: Board, x: number, y: number): number {
  const away = toSegment(x, y, cut.from, cut.to);
  if (away > cut.halfWidth * 1.7) return 0;
  const ragged = 0.4 * noiseAt(board.noise, x * 0.55 + 60, y * 0.55);
  return smoothStep(1.25, 0.55, away / cut.halfWidth + ragged);
}
