import { createGraph, int64, type OnnxModel } from '../onnx/graph.ts';
import { int32Tensor, openSession, type SessionOptions, tensor } from '../onnx/session.ts';
import { bringTogether } from './bring-together.ts';
import { joined } from './matrix-rows.ts';
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
/** Groups that are measured at once: 8 MB of members at 128 dimensions, held twice. */
const MEASURED = 256;
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
    bringTogether(wanted, { coordinates, axes: axes.rank, stride: axes.rank }, GROUP);
    const groups = Math.ceil(wanted.length / GROUP);
    const places = new Int32Array(groups * GROUP).fill(wanted.at(-1)!);
    places.set(wanted);
    const centres = new Float32Array(groups * dimensions);
    const radii = new Float32Array(groups);
    for (let first = 0; first < groups; first += MEASURED) {
      const some = places.subarray(first * GROUP, (first + MEASURED) * GROUP);
      const { centre, radius } = await session.run({
        points: tensor(block, to - from, dimensions),
        members: int32Tensor(some, some.length / GROUP, GROUP),
      });
      centres.set(centre!.data as Float32Array, first * dimensions);
      radii.set(radius!.data as Float32Array, first);
    }
    const sizes = new Int32Array(groups).fill(GROUP);
    sizes[groups - 1] = wanted.length - (groups - 1) * GROUP;
    return { members: places.map(place => from + place), sizes, centres, radii };
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

/** The rows of a group. */
export function membersOf({ members, sizes }: RowGroups, group: number): Int32Array {
  return members.subarray(group * GROUP, group * GROUP + sizes[group]!);
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
