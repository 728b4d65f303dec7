import { expect, test } from 'vitest';
import { designBoard, extentOfPart, padsOf } from './board-layout.ts';
import type { Point } from './shapes.ts';

const COUNTS = { circuit: 2, small_circuit: 1, electrolytic: 1, capacitor: 6, resistor: 6 };

/** Every point of the routing grid that a trace passes. */
function pointsOf(trace: readonly Point[]): readonly string[] {
  return trace.slice(1).flatMap((b, index) => {
    const a = trace[index]!;
    const steps = Math.max(Math.abs(b.x - a.x), Math.abs(b.y - a.y));
    return Array.from(
      { length: steps + 1 },
      (_, step) => `${a.x + ((b.x - a.x) * step) / steps},${a.y + ((b.y - a.y) * step) / steps}`,
    );
  });
}

test('the same seed gives the same design, another seed another one', () => {
  expect(designBoard(56, COUNTS, 11)).toEqual(designBoard(56, COUNTS, 11));
  expect(designBoard(56, COUNTS, 11).parts).not.toEqual(designBoard(56, COUNTS, 12).parts);
});

test('parts do not overlap and stay on the board', () => {
  const { parts } = designBoard(56, COUNTS, 11);
  expect(parts.length).toBe(16);
  for (const [index, part] of parts.entries()) {
    const { across, down } = extentOfPart(part);
    expect(Math.min(part.x - across, part.y - down)).toBeGreaterThan(0);
    expect(Math.max(part.x + across, part.y + down)).toBeLessThan(56);
    for (const other of parts.slice(index + 1)) {
      const room = extentOfPart(other);
      const apart =
        Math.abs(part.x - other.x) >= across + room.across || Math.abs(part.y - other.y) >= down + room.down;
      expect(apart).toBe(true);
    }
  }
});

test('traces start on pads and no two share a point', () => {
  const { parts, traces } = designBoard(56, COUNTS, 11);
  const pads = new Set(parts.flatMap(padsOf).map(({ x, y }) => `${x},${y}`));
  expect(traces.length).toBeGreaterThan(15);
  const taken = new Set<string>();
  for (const trace of traces) {
    const points = new Set(pointsOf(trace));
    expect([...points].some(point => pads.has(point))).toBe(true);
    for (const point of points) {
      expect(taken.has(point)).toBe(false);
      taken.add(point);
    }
  }
});
