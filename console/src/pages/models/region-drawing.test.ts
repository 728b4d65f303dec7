import { describe, expect, test } from 'vitest';
import {
  clamped,
  drawingOf,
  rectangle,
  regionOrder,
  undone,
  withChanged,
  withoutShape,
  withShape,
} from './region-drawing.ts';

const corners = rectangle([0.1, 0.1], [0.5, 0.6])!;
const size = { width: 100, height: 50 };

describe('the drawing of a region', () => {
  test('takes back every change, one after the other', () => {
    const drawn = withShape(drawingOf(null), { role: 'include', kind: 'polygon', corners });
    const removed = withoutShape(drawn, 0);
    expect(removed.shapes).toEqual([]);
    expect(undone(removed).shapes).toEqual(drawn.shapes);
    expect(undone(undone(removed)).shapes).toEqual([]);
    expect(undone(drawingOf(null)).shapes).toEqual([]);
  });

  test('goes to the server as polygons in shares and masks, by role', () => {
    const drawn = withShape(drawingOf(null), { role: 'include', kind: 'polygon', corners });
    const painted = withShape(drawn, { role: 'ignore', kind: 'stroke', corners: [[0, 0]], radius: 0.1 });
    expect(regionOrder(painted, size, { ignore: 'cG5n' })).toEqual({
      picture: size,
      include: [{ units: 'shares', polygons: [corners] }],
      ignore: [{ mask_base64: 'cG5n' }],
    });
  });

  test('comes back from the server as it was', () => {
    const region = {
      picture: size,
      include: [{ file: 'a', polygon: corners.map(([x, y]): [number, number] => [x, y]) }],
      ignore: [{ file: 'b', mask_png: 'cG5n' }],
    };
    const order = regionOrder(drawingOf(region), size, {});
    expect(order.include).toEqual([{ units: 'shares', polygons: [corners] }]);
    expect(order.ignore).toEqual([{ mask_base64: 'cG5n' }]);
  });

  test('a changed shape keeps its place', () => {
    const one = withShape(drawingOf(null), { role: 'include', kind: 'polygon', corners });
    const two = withShape(one, { role: 'ignore', kind: 'polygon', corners });
    expect(withChanged(two, { ...two.shapes[0]!, role: 'ignore' }).shapes.map(({ role }) => role)).toEqual([
      'ignore',
      'ignore',
    ]);
  });

  test('a rectangle that is hardly one is none, and corners stay in the picture', () => {
    expect(rectangle([0.1, 0.1], [0.101, 0.5])).toBeNull();
    expect(clamped([-0.2, 1.4])).toEqual([0, 1]);
  });
});
