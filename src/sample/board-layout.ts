import { below, type Random, randomFor } from '../random.ts';
import { PART_KINDS, type Pad, type PartKind, type PartName } from './board-parts.ts';
import { routeTraces } from './board-routing.ts';
import type { Point } from './shapes.ts';

/** A part at its place; coordinates in cells from the board's upper left corner. */
export interface PlacedPart {
  readonly kind: PartKind;
  readonly x: number;
  readonly y: number;
  /** Quarter turns. */
  readonly turns: number;
  readonly designator: string;
  readonly marking: string;
}

/** The design that all boards of a category share. */
export interface BoardLayout {
  /** Cells along each side of the board. */
  readonly cells: number;
  readonly parts: readonly PlacedPart[];
  readonly traces: readonly (readonly Point[])[];
  readonly vias: readonly Point[];
}

/** How many parts of each kind a board should have; what finds no room is left out. */
export type PartCounts = Readonly<Partial<Record<PartName, number>>>;

const LARGEST_FIRST: readonly PartName[] = [
  'circuit',
  'header',
  'electrolytic',
  'small_circuit',
  'crystal',
  'diode',
  'transistor',
  'capacitor',
  'resistor',
];

/** Places the parts without overlap and connects them; the same seed gives the same design. */
export function designBoard(cells: number, counts: PartCounts, layoutSeed: number): BoardLayout {
  const random = randomFor('board layout', layoutSeed);
  const parts: PlacedPart[] = [];
  for (const name of LARGEST_FIRST) {
    for (let wanted = counts[name] ?? 0; wanted > 0; wanted--) {
      const part = placePart(PART_KINDS[name], cells, parts, random);
      if (part) parts.push(part);
    }
  }
  return { cells, parts, ...routeTraces(cells, parts.map(padsOf), random) };
}

/** The pads of a placed part in the coordinates of the board, in cells. */
export function padsOf(part: PlacedPart): readonly Pad[] {
  return part.kind.pads.map(pad => {
    const { x, y } = turnedBy(part.turns, pad.x, pad.y);
    const upright = part.turns % 2 === 0;
    return {
      x: part.x + x,
      y: part.y + y,
      halfWidth: upright ? pad.halfWidth : pad.halfHeight,
      halfHeight: upright ? pad.halfHeight : pad.halfWidth,
    };
  });
}

/** Half the room a part takes across and down the board, in cells. */
export function extentOfPart(part: PlacedPart): { readonly across: number; readonly down: number } {
  const { halfWidth, halfHeight } = part.kind;
  return part.turns % 2 === 0
    ? { across: halfWidth, down: halfHeight }
    : { across: halfHeight, down: halfWidth };
}

function turnedBy(turns: number, x: number, y: number): Point {
  return [
    { x, y },
    { x: -y, y: x },
    { x: -x, y: -y },
    { x: y, y: -x },
  ][turns % 4]!;
}

function placePart(
  kind: PartKind,
  cells: number,
  parts: readonly PlacedPart[],
  random: Random,
): PlacedPart | undefined {
  for (let attempt = 0; attempt < 200; attempt++) {
    const part: PlacedPart = {
      kind,
      x: 3 + below(random, cells - 5),
      y: 3 + below(random, cells - 5),
      turns: below(random, 4),
      designator: kind.letter + (1 + parts.filter(other => other.kind.letter === kind.letter).length),
      marking: Array.from({ length: kind.marking }, () => String(below(random, 10))).join(''),
    };
    if (hasRoom(part, cells, parts)) return part;
  }
  return undefined;
}

function hasRoom(part: PlacedPart, cells: number, parts: readonly PlacedPart[]): boolean {
  const { across, down } = extentOfPart(part);
  const inside =
    part.x - across >= 1.5 &&
    part.y - down >= 1.5 &&
    part.x + across <= cells - 1.5 &&
    part.y + down <= cells - 1.5;
  // The corners are kept for the mounting holes.
  const inCorner =
    Math.min(part.x - across, cells - part.x - across) < 6 &&
    Math.min(part.y - down, cells - part.y - down) < 6;
  return inside && !inCorner && parts.every(other => isApart(part, other));
}

function isApart(part: PlacedPart, other: PlacedPart): boolean {
  const mine = extentOfPart(part);
  const theirs = extentOfPart(other);
  return (
    Math.abs(part.x - other.x) >= mine.across + theirs.across + 1 ||
    Math.abs(part.y - other.y) >= mine.down + theirs.down + 1
  );
}
