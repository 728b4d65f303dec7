import { below, type Random } from '../random.ts';
import type { Pad } from './board-parts.ts';
import type { Point } from './shapes.ts';

/** Eight directions, straight ones first so that traces prefer them. */
const STEPS: readonly Point[] = [
  { x: 1, y: 0 },
  { x: 0, y: 1 },
  { x: -1, y: 0 },
  { x: 0, y: -1 },
  { x: 1, y: 1 },
  { x: -1, y: 1 },
  { x: -1, y: -1 },
  { x: 1, y: -1 },
];
const FREE = 0;
const BLOCKED = -1;

/** Which net owns each point of the routing grid; `FREE` and `BLOCKED` are not nets. */
interface Grid {
  readonly cells: number;
  readonly owner: Int16Array;
}

/** Every pad is a net of its own until a trace joins it to another. */
interface Net {
  readonly pad: Pad;
  readonly part: number;
  readonly id: number;
  joined: boolean;
}

/** Connects neighbouring pads of different parts, and the rest to vias, by traces that never cross. */
export function routeTraces(
  cells: number,
  padsOfParts: readonly (readonly Pad[])[],
  random: Random,
): { readonly traces: readonly (readonly Point[])[]; readonly vias: readonly Point[] } {
  const nets: Net[] = padsOfParts
    .flatMap((pads, part) => pads.map(pad => ({ pad, part })))
    .map((net, index) => ({ ...net, id: index + 1, joined: false }));
  const grid = gridWith(cells, nets);
  const traces: (readonly Point[])[] = [];
  const vias: Point[] = [];
  for (const net of nets) {
    if (net.joined) continue;
    const target = nearestOther(net, nets);
    const direct = target && random() < 0.75 ? route(grid, net, target.id, target.pad) : undefined;
    if (direct && target) {
      target.joined = true;
      claim(grid, direct, net.id);
      traces.push(direct);
    } else {
      const via = freePlaceNear(grid, net.pad, random);
      const wayOut = via && route(grid, net, FREE, via);
      if (!via || !wayOut) continue;
      claim(grid, wayOut, net.id);
      traces.push(wayOut);
      vias.push(via);
    }
    net.joined = true;
  }
  return { traces, vias };
}

function gridWith(cells: number, nets: readonly Net[]): Grid {
  const grid = { cells, owner: new Int16Array((cells + 1) ** 2).fill(BLOCKED) };
  for (let y = 2; y <= cells - 2; y++)
    for (let x = 2; x <= cells - 2; x++) grid.owner[y * (cells + 1) + x] = FREE;
  for (const { pad, id } of nets) {
    for (let y = Math.ceil(pad.y - pad.halfHeight - 0.4); y <= pad.y + pad.halfHeight + 0.4; y++)
      for (let x = Math.ceil(pad.x - pad.halfWidth - 0.4); x <= pad.x + pad.halfWidth + 0.4; x++)
        grid.owner[y * (cells + 1) + x] = id;
  }
  return grid;
}

function nearestOther(net: Net, nets: readonly Net[]): Net | undefined {
  const away = (other: Net) => Math.hypot(other.pad.x - net.pad.x, other.pad.y - net.pad.y);
  return nets
    .filter(other => other.part !== net.part && !other.joined)
    .reduce<Net | undefined>((best, other) => (best && away(best) <= away(other) ? best : other), undefined);
}

function freePlaceNear(grid: Grid, pad: Pad, random: Random): Point | undefined {
  for (let attempt = 0; attempt < 40; attempt++) {
    const x = Math.round(pad.x) + below(random, 17) - 8;
    const y = Math.round(pad.y) + below(random, 17) - 8;
    if (x < 2 || y < 2 || x > grid.cells - 2 || y > grid.cells - 2) continue;
    const around = [{ x: 0, y: 0 }, ...STEPS].map(
      step => grid.owner[(y + step.y) * (grid.cells + 1) + x + step.x],
    );
    if (around.every(owner => owner === FREE)) return { x, y };
  }
  return undefined;
}

/** The shortest way over free points (breadth first), or undefined; corner points only. */
function route(grid: Grid, net: Net, targetId: number, target: Point): readonly Point[] | undefined {
  const width = grid.cells + 1;
  const start = Math.round(net.pad.y) * width + Math.round(net.pad.x);
  const goal = Math.round(target.y) * width + Math.round(target.x);
  const from = new Int32Array(grid.owner.length).fill(-1);
  const isOpen = (at: number) =>
    grid.owner[at] === FREE ||
    grid.owner[at] === net.id ||
    (targetId !== FREE && grid.owner[at] === targetId);
  const waiting = [start];
  from[start] = start;
  for (let next = 0; next < waiting.length && from[goal] === -1; next++) {
    const at = waiting[next]!;
    for (const step of STEPS) {
      const to = at + step.y * width + step.x;
      // A diagonal step must not squeeze between two points of other nets.
      if (from[to] !== -1 || !isOpen(to) || !isOpen(at + step.x) || !isOpen(at + step.y * width)) continue;
      from[to] = at;
      waiting.push(to);
    }
  }
  return from[goal] === -1 ? undefined : corners(wayBack(from, start, goal), width);
}

function wayBack(from: Int32Array, start: number, goal: number): readonly number[] {
  const way = [goal];
  while (way.at(-1) !== start) way.push(from[way.at(-1)!]!);
  return way;
}

function corners(way: readonly number[], width: number): readonly Point[] {
  return way
    .filter(
      (at, index) => index === 0 || index === way.length - 1 || at - way[index - 1]! !== way[index + 1]! - at,
    )
    .map(at => ({ x: at % width, y: Math.floor(at / width) }));
}

/** Marks the points of a trace as taken. */
function claim(grid: Grid, trace: readonly Point[], id: number): void {
  for (let index = 1; index < trace.length; index++) {
    const a = trace[index - 1]!;
    const b = trace[index]!;
    const steps = Math.max(Math.abs(b.x - a.x), Math.abs(b.y - a.y));
    for (let step = 0; step <= steps; step++) {
      const x = a.x + ((b.x - a.x) * step) / steps;
      const y = a.y + ((b.y - a.y) * step) / steps;
      grid.owner[y * (grid.cells + 1) + x] = id;
    }
  }
}
