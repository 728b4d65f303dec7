import { between, pick, type Random } from '../random.ts';
import type { Board } from './board-in-picture.ts';
import { extentOfPart, padsOf } from './board-layout.ts';
import type { Pad } from './board-parts.ts';
import { type Defect, defectStream, extentOf } from './product.ts';
import type { Point } from './shapes.ts';

/** The faults a board can have, as names of folders. */
export const BOARD_DEFECTS: readonly string[] = [
  'missing_part',
  'misplaced_part',
  'solder_bridge',
  'cut_trace',
];

/** A scrape through mask and copper, in drawing units on the board. */
export interface Cut {
  readonly from: Point;
  readonly to: Point;
  readonly halfWidth: number;
}

/** A drop of solder, in drawing units on the board. */
export interface Blob {
  readonly x: number;
  readonly y: number;
  readonly angle: number;
  readonly halfWidth: number;
  readonly halfHeight: number;
  readonly corner: number;
  readonly bevel: number;
}

/** What is wrong with one board; parts are named by their index in the layout. */
export interface BoardChange {
  readonly missing?: number;
  readonly moved?: { readonly part: number; readonly x: number; readonly y: number; readonly angle: number };
  readonly solder?: readonly Blob[];
  readonly cut?: Cut;
}

/** Chooses where on this board the defect is and how it looks. */
export function boardDefect(board: Board, defect: Defect): BoardChange {
  const random = defectStream(board.shot, defect);
  switch (defect.type) {
    case 'missing_part':
      return { missing: partOfSize(board, defect, random) };
    case 'misplaced_part':
      return { moved: misplaced(board, defect, random) };
    case 'solder_bridge':
      return { solder: bridge(board, defect, random) };
    default:
      return { cut: cutTrace(board, extentOf(defect, 8, 30), random) };
  }
}

/** One of the parts that are about as large as the severity asks: the smallest at 0, the largest at 1. */
function partOfSize(board: Board, defect: Defect, random: Random): number {
  const areas = board.layout.parts.map(({ kind }) => kind.halfWidth * kind.halfHeight);
  const wanted = extentOf(defect, Math.min(...areas), Math.max(...areas));
  const misfit = (area: number) => Math.abs(Math.log(area / wanted));
  const least = Math.min(...areas.map(misfit));
  return pick(
    random,
    areas.flatMap((area, index) => (misfit(area) <= least + 0.01 ? [index] : [])),
  );
}

/** A part that was set down beside its place, or turned. */
function misplaced(board: Board, defect: Defect, random: Random): NonNullable<BoardChange['moved']> {
  const part = partOfSize(board, { ...defect, severity: random() }, random);
  const direction = between(random, 0, 2 * Math.PI);
  const turned = random() < 0.6;
  const distance = turned ? 1 : extentOf(defect, 4, 11);
  const angle = (turned ? extentOf(defect, 0.3, 1.3) : 0.05) * pick(random, [-1, 1]);
  return { part, x: distance * Math.cos(direction), y: distance * Math.sin(direction), angle };
}

/** Solder that joins neighbouring pads: two for a small defect, up to four for a large one. */
function bridge(board: Board, defect: Defect, random: Random): readonly Blob[] {
  const { pitch } = board.look;
  const joints = 1 + Math.floor(defect.severity * 2.6);
  const rows = board.layout.parts.flatMap(part => rowsOf(padsOf(part), joints + 1));
  const row = pick(random, rows);
  const thickness = extentOf(defect, 0.36, 0.66) * pitch;
  return row.slice(1).map((pad, index) => {
    const before = row[index]!;
    const swell = thickness * between(random, 0.85, 1.15);
    return {
      x: ((before.x + pad.x) / 2) * pitch + between(random, -0.5, 0.5),
      y: ((before.y + pad.y) / 2) * pitch + between(random, -0.5, 0.5),
      angle: Math.atan2(pad.y - before.y, pad.x - before.x) + between(random, -0.12, 0.12),
      halfWidth: (Math.hypot(pad.x - before.x, pad.y - before.y) * pitch) / 2 + swell * 0.6,
      halfHeight: swell,
      corner: swell,
      bevel: swell,
    };
  });
}

/** Runs of `count` pads of one part, each close enough to the next for solder to join them. */
function rowsOf(pads: readonly Pad[], count: number): readonly (readonly Pad[])[] {
  if (count === 1) return pads.map(pad => [pad]);
  return rowsOf(pads, count - 1).flatMap(row => {
    const last = row.at(-1)!;
    return pads
      .filter(pad => !row.includes(pad) && Math.hypot(pad.x - last.x, pad.y - last.y) <= 2.05)
      .map(pad => [...row, pad]);
  });
}

/** A scrape across a trace where no part hides it. */
function cutTrace(board: Board, length: number, random: Random): Cut {
  const { pitch } = board.look;
  const places = board.layout.traces.flatMap(trace => openPlaces(board, trace));
  const { at, along } = pick(random, places);
  const across = along + Math.PI / 2 + between(random, -0.7, 0.7);
  const reach = { x: (Math.cos(across) * length) / 2, y: (Math.sin(across) * length) / 2 };
  return {
    from: { x: at.x * pitch - reach.x, y: at.y * pitch - reach.y },
    to: { x: at.x * pitch + reach.x, y: at.y * pitch + reach.y },
    halfWidth: between(random, 1.1, 1.7) * (1 + length / 90),
  };
}

/** The middles of a trace's legs that lie clear of all parts, with the direction of the leg. */
function openPlaces(board: Board, trace: readonly Point[]): { readonly at: Point; readonly along: number }[] {
  return trace.slice(1).flatMap((b, index) => {
    const a = trace[index]!;
    const at = { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
    const covered = board.layout.parts.some(part => {
      const { across, down } = extentOfPart(part);
      return Math.abs(at.x - part.x) < across + 0.5 && Math.abs(at.y - part.y) < down + 0.5;
    });
    return covered ? [] : [{ at, along: Math.atan2(b.y - a.y, b.x - a.x) }];
  });
}
