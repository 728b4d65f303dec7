import { createGraph, int64, type OnnxModel } from '../onnx/graph.ts';
import { openSession, type SessionOptions, tensor } from '../onnx/session.ts';
import { gatherPoints, type Points } from './points.ts';
import { findAxes, turnBank } from './principal-axes.ts';

/** Rows that lie close together, each in one group at most. */
export interface RowGroups {
  /** Rows, `[groups, GROUP]`; a group that has fewer is filled up with its last one. */
  readonly members: Int32Array;
  /** How many members each group has, `[groups]`. */
  readonly sizes: Int32Array;
  readonly blocks: readonly GroupedBlock[];
  /** A point in the midst of each group, `[groups, dimensions]`. */
  readonly centres: Float32Array;
  /** No member is farther from its centre than this, `[groups]`. */
  readonly radii: Float32Array;
}

/** Rows `from` to `to` are in the groups `first` to `end`, the last of each excluded. */
export interface GroupedBlock {
  readonly from: number;
  readonly to: number;
  readonly first: number;
  readonly end: number;
}

/** Rows of a group: small ones lie close together, large ones are quicker to compute with. */
export const GROUP = 64;
/** Axes that rows are divided along, at most. */
const AXES = 16;
/** Rows that the axes are found from. */
const SAMPLE = 4096;
/** Rows that tell along which axis to halve. */
const SAMPLED = 256;
/** Greater than 1 by what the rounding of a radius may be. */
const ROUNDING = 1.0001;

/** Divides rows into groups, all of them or some. */
export interface RowGrouping {
  group(isWanted?: (row: number) => boolean): Promise<RowGroups>;
  close(): Promise<void>;
}

/** Groups by halving, each time along the axis on which the rows vary most (Bentley's k-d tree, 1975). */
export async function openRowGrouping(points: Points, options: SessionOptions): Promise<RowGrouping> {
  const { rows, dimensions, atOnce } = points;
  const step = Math.ceil(rows / SAMPLE);
  const some = Int32Array.from({ length: Math.ceil(rows / step) }, (_, i) => i * step);
  const sample = { vectors: gatherPoints(points, some), dimensions };
  const axes = await findAxes(sample, Math.min(AXES, dimensions), options);
  const session = await openSession(ballGraph(dimensions), { ...options, shapesVary: true });

  const groupBlock = async (from: number, to: number, isWanted: (row: number) => boolean) => {
    const wanted = placesWhere(to - from, place => isWanted(from + place));
    if (wanted.length === 0) return null;
    const block = await points.block(from, to);
    const { coordinates } = await turnBank({ vectors: block, dimensions }, axes, options);
    bringTogether(wanted, coordinates, axes.rank);
    const groups = Math.ceil(wanted.length / GROUP);
    const places = new Int32Array(groups * GROUP).fill(wanted.at(-1)!);
    places.set(wanted);
    const { centre, radius } = await session.run({
      points: tensor(block, to - from, dimensions),
      members: { type: 'int32', data: places, shape: [groups, GROUP] },
    });
    const sizes = new Int32Array(groups).fill(GROUP);
    sizes[groups - 1] = wanted.length - (groups - 1) * GROUP;
    return {
      members: places.map(place => from + place),
      sizes,
      centres: centre!.data as Float32Array,
      radii: radius!.data as Float32Array,
    };
  };

  return {
    async group(isWanted = () => true) {
      const blocks: GroupedBlock[] = [];
      const parts: NonNullable<Awaited<ReturnType<typeof groupBlock>>>[] = [];
      let first = 0;
      for (let from = 0; from < rows; from += atOnce) {
        const to = Math.min(from + atOnce, rows);
        const part = await groupBlock(from, to, isWanted);
        if (!part) continue;
        parts.push(part);
        blocks.push({ from, to, first, end: first + part.sizes.length });
        first += part.sizes.length;
      }
      return {
        blocks,
        members: joined(
          parts.map(({ members }) => members),
          Int32Array,
        ),
        sizes: joined(
          parts.map(({ sizes }) => sizes),
          Int32Array,
        ),
        centres: joined(
          parts.map(({ centres }) => centres),
          Float32Array,
        ),
        radii: joined(
          parts.map(({ radii }) => radii),
          Float32Array,
        ),
      };
    },
    close: () => session.close(),
  };
}

function placesWhere(count: number, isWanted: (place: number) => boolean): Int32Array {
  const places = new Int32Array(count);
  let size = 0;
  for (let place = 0; place < count; place++) if (isWanted(place)) places[size++] = place;
  return places.slice(0, size);
}

function joined<Values extends Int32Array | Float32Array>(
  parts: readonly Values[],
  type: new (length: number) => Values,
): Values {
  if (parts.length === 1) return parts[0]!;
  const all = new type(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** The rows of a group. */
export function membersOf({ members, sizes }: RowGroups, group: number): Int32Array {
  return members.subarray(group * GROUP, group * GROUP + sizes[group]!);
}

/**
 * Reorders rows, in place, so that every `GROUP` of them lie close together.
 *
 * @param coordinates `[*, axes]`
 */
function bringTogether(rows: Int32Array, coordinates: Float32Array, axes: number): void {
  if (rows.length <= GROUP) return;
  const axis = widestAxis(coordinates, axes, rows);
  const half = GROUP * Math.floor(Math.ceil(rows.length / GROUP) / 2);
  bringSmallestForward(rows, half, row => coordinates[row * axes + axis]!);
  bringTogether(rows.subarray(0, half), coordinates, axes);
  bringTogether(rows.subarray(half), coordinates, axes);
}

/** The axis along which some rows have the largest variance, as far as a sample of them tells. */
function widestAxis(coordinates: Float32Array, axes: number, rows: Int32Array): number {
  const sums = new Float64Array(axes);
  const squares = new Float64Array(axes);
  const step = Math.ceil(rows.length / SAMPLED);
  const sampled = Math.ceil(rows.length / step);
  for (let place = 0; place < rows.length; place += step)
    for (let axis = 0; axis < axes; axis++) {
      const value = coordinates[rows[place]! * axes + axis]!;
      sums[axis]! += value;
      squares[axis]! += value * value;
    }
  let widest = 0;
  let most = Number.NEGATIVE_INFINITY;
  for (let axis = 0; axis < axes; axis++) {
    const variance = squares[axis]! - sums[axis]! ** 2 / sampled;
    if (variance > most) [widest, most] = [axis, variance];
  }
  return widest;
}

/** Reorders rows, in place, so that the `count` with the smallest coordinates come first (Hoare 1961). */
function bringSmallestForward(rows: Int32Array, count: number, coordinate: (row: number) => number): void {
  for (let left = 0, right = rows.length - 1; left < right; ) {
    const pivot = coordinate(rows[(left + right) >> 1]!);
    let i = left;
    let j = right;
    while (i <= j) {
      while (coordinate(rows[i]!) < pivot) i++;
      while (coordinate(rows[j]!) > pivot) j--;
      if (i > j) break;
      const row = rows[i]!;
      rows[i++] = rows[j]!;
      rows[j--] = row;
    }
    if (count <= j) right = j;
    else if (count >= i) left = i;
    else return;
  }
}

/** The mean of each group and how far its farthest member is from it. */
function ballGraph(dimensions: number): OnnxModel {
  const graph = createGraph('balls');
  const points = graph.input('points', 'float32', ['rows', dimensions]);
  const members = graph.input('members', 'int32', ['groups', GROUP]);
  const grouped = graph.node('Gather', [points, members], { axis: 0 });
  const axis = (index: number) => graph.constant(int64(index), [1]);
  const centre = graph.node('ReduceMean', [grouped, axis(1)], { keepdims: 1 });
  const squared = graph.node('ReduceSumSquare', [graph.node('Sub', [grouped, centre]), axis(2)], {
    keepdims: 0,
  });
  const farthest = graph.node('Sqrt', [graph.node('ReduceMax', [squared, axis(1)], { keepdims: 0 })]);
  const radius = graph.node('Mul', [farthest, graph.constant(Float32Array.of(ROUNDING), [])]);
  graph.output(graph.node('Squeeze', [centre, axis(1)]), 'centre', 'float32', ['groups', dimensions]);
  graph.output(radius, 'radius', 'float32', ['groups']);
  return graph.toModel();
}
