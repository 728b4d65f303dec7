import { int32Tensor, openSession, type SessionOptions, tensor } from '../onnx/session.ts';
import { centreGraph, filledUp, memberGraph, SPAN } from './near-pick-graphs.ts';
import { createPickLists } from './pick-lists.ts';
import type { Points } from './points.ts';
import { GROUP, type GroupedBlock, type RowGroups } from './row-groups.ts';

/** Some chosen rows, in order of choice. */
export interface Picks {
  /** `[picks, dimensions]` */
  readonly vectors: Float32Array;
  /** Squared norms, `[picks]`. */
  readonly norms: Float32Array;
}

/** What a group was told of the picks that can be near to its members. */
export interface NearPicks {
  readonly group: number;
  /** Their places, ascending. */
  readonly places: Int32Array;
  /** Squared distances within the slack, `[width, GROUP]`: of these picks, and some earlier ones, to each member. */
  readonly squared: Float32Array;
  readonly width: number;
  /** The least of every `SPAN` of them, `[width / SPAN, GROUP]`. */
  readonly least: Float32Array;
}

export type TakePicks = (near: NearPicks) => void;

/** Finds the picks that can be near to rows, without looking at every row for every pick. */
export interface NearPickSearch {
  /**
   * Notes for every group which of some new picks it has to be told of: those whose squared distance to a member may be
   * below what matters to the group, or above by up to four times the slack.
   *
   * @param first the place of the first of them
   * @param mattering squared distances, `[groups]`
   */
  note(picks: Picks, first: number, mattering: Float32Array): Promise<void>;
  /**
   * Makes up for what all groups missed: notes it little by little, and tells at once what is much. A group that was told
   * needs fewer of the next ones.
   *
   * @param picks all so far
   * @param first the place of the first that was missed
   * @param mattering lowered by `take`
   */
  catchUp(picks: Picks, first: number, mattering: Float32Array, take: TakePicks): Promise<void>;
  /**
   * Computes what was noted for the groups that are wanted, and for those that much was noted for.
   *
   * @param picks all so far
   */
  tell(isWanted: (group: number) => boolean, picks: Picks, take: TakePicks): Promise<void>;
  close(): Promise<void>;
}

/** Picks noted for a group after which it is told in any case. */
const MOST_NOTED = 256;
/** Picks that groups catch up on at once; of 4,096 groups 16 MB of distances, held three times. */
const CAUGHT_UP = 1024;
/** Numbers of one product of members and picks, with what is copied for it: 32 MB. */
const GATHERED = 2 ** 23;

/**
 * By the triangle inequality: a pick that is farther from a group's centre than the group's radius and the distance that
 * matters taken together is too far from all of its members.
 *
 * @param norms squared, of all points, `[rows]`
 * @param slack of squared distances from products
 */
export async function openNearPicks(
  points: Points,
  groups: RowGroups,
  norms: Float32Array,
  slack: number,
  options: SessionOptions,
): Promise<NearPickSearch> {
  const { dimensions } = points;
  const { members, centres, radii, blocks } = groups;
  const noted = createPickLists(radii.length);
  const varying = { ...options, shapesVary: true };
  const centreSession = await openSession(centreGraph(dimensions), varying);
  const memberSession = await openSession(memberGraph(dimensions), varying);
  const atOnce = (width: number) => {
    const ofGroup = GROUP * dimensions + width * dimensions + GROUP * width;
    return Math.max(1, Math.floor(GATHERED / ofGroup));
  };

  /** Groups of a block that are to be told something, by the length that their lists are filled up to. */
  const groupsByWidth = ({ first, end }: GroupedBlock, isWanted: (group: number) => boolean) => {
    const byWidth = new Map<number, number[]>();
    for (let group = first; group < end; group++) {
      const length = noted.length(group);
      if (length === 0 || !(length >= MOST_NOTED || isWanted(group))) continue;
      const width = filledUp(length);
      const alike = byWidth.get(width);
      if (alike) alike.push(group);
      else byWidth.set(width, [group]);
    }
    return byWidth;
  };

  /** Notes picks for the groups of one block. */
  const noteBlock = async (block: GroupedBlock, picks: Picks, first: number, mattering: Float32Array) => {
    const length = picks.norms.length;
    const ofBlock = centres.subarray(block.first * dimensions, block.end * dimensions);
    const { squared } = await centreSession.run({
      picks: tensor(picks.vectors, length, dimensions),
      pick_norms: tensor(picks.norms, length),
      centres: tensor(ofBlock, block.end - block.first, dimensions),
    });
    const toCentres = squared!.data as Float32Array;
    for (let group = block.first, at = 0; group < block.end; group++) {
      const limit = (radii[group]! + Math.sqrt(mattering[group]! + 4 * slack)) ** 2 + slack;
      for (let place = first; place < first + length; place++)
        if (toCentres[at++]! <= limit) noted.add(group, place);
    }
  };

  /** The points of a block, which are read when they are first needed. */
  const pointsOf = ({ from, to }: GroupedBlock) => {
    let read: Promise<Float32Array> | undefined;
    return () => (read ??= points.block(from, to));
  };

  /** Tells groups of one block what was noted for them. */
  const tellBlock = async (
    block: GroupedBlock,
    readPoints: () => Promise<Float32Array>,
    isWanted: (group: number) => boolean,
    picks: Picks,
    take: TakePicks,
  ) => {
    const { from, to, first, end } = block;
    const byWidth = groupsByWidth(block, isWanted);
    if (byWidth.size === 0) return;
    const ofBlock = {
      points: tensor(await readPoints(), to - from, dimensions),
      norms: tensor(norms.subarray(from, to), to - from),
      members: int32Tensor(
        placesFrom(from, members.subarray(first * GROUP, end * GROUP)),
        end - first,
        GROUP,
      ),
      picks: tensor(picks.vectors, picks.norms.length, dimensions),
      pick_norms: tensor(picks.norms, picks.norms.length),
    };
    for (const [width, alike] of byWidth)
      for (const some of piecesOf(alike, atOnce(width))) {
        const places = new Int32Array(some.length * width);
        for (const [index, group] of some.entries()) places.set(noted.of(group), index * width);
        const { squared, least } = await memberSession.run({
          ...ofBlock,
          groups: int32Tensor(
            Int32Array.from(some, group => group - first),
            some.length,
          ),
          places: int32Tensor(places, some.length, width),
        });
        const all = squared!.data as Float32Array;
        const leastOfAll = least!.data as Float32Array;
        for (const [index, group] of some.entries()) {
          const length = noted.length(group);
          const begin = index * GROUP * width;
          take({
            group,
            places: places.subarray(index * width, index * width + length),
            squared: all.subarray(begin, begin + GROUP * width),
            width,
            least: leastOfAll.subarray(begin / SPAN, (begin + GROUP * width) / SPAN),
          });
          noted.empty(group);
        }
      }
  };

  return {
    async note(picks, first, mattering) {
      for (const block of blocks) await noteBlock(block, picks, first, mattering);
    },
    async catchUp(picks, first, mattering, take) {
      for (const block of blocks) {
        const readPoints = pointsOf(block);
        for (let from = first; from < picks.norms.length; from += CAUGHT_UP) {
          await noteBlock(block, picksBetween(picks, from, from + CAUGHT_UP), from, mattering);
          await tellBlock(block, readPoints, () => false, picks, take);
        }
      }
    },
    async tell(isWanted, picks, take) {
      for (const block of blocks) await tellBlock(block, pointsOf(block), isWanted, picks, take);
    },
    async close() {
      await centreSession.close();
      await memberSession.close();
    },
  };
}

/** The picks from one to another, the last excluded. */
export function picksBetween({ vectors, norms }: Picks, from: number, to: number): Picks {
  const dimensions = vectors.length / norms.length;
  return {
    vectors: vectors.subarray(from * dimensions, to * dimensions),
    norms: norms.subarray(from, to),
  };
}

function piecesOf(groups: readonly number[], most: number): readonly (readonly number[])[] {
  return Array.from({ length: Math.ceil(groups.length / most) }, (_, piece) =>
    groups.slice(piece * most, (piece + 1) * most),
  );
}

function placesFrom(from: number, rows: Int32Array): Int32Array {
  return from === 0 ? rows : rows.map(row => row - from);
}
