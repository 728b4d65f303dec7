import { describe, expect, test } from 'vitest';
import { boxAt, panBy, placeOf, viewOf, WHOLE, zoomAt } from './view.ts';

const picture = { width: 200, height: 100 };

describe('zoomAt', () => {
  test('keeps the point under the pointer where it is', () => {
    const at = { x: 0.25, y: 0.75 };
    const dot = { x: 50, y: 75, width: 0, height: 0 };
    const view = zoomAt(WHOLE, 4, at);
    expect(placeOf(dot, picture, view)).toMatchObject(at);
    expect(placeOf(dot, picture, zoomAt(view, 0.5, at))).toMatchObject(at);
  });

  test('ends at the whole picture and at 32 times', () => {
    expect(zoomAt(zoomAt(WHOLE, 2, { x: 1, y: 1 }), 0.1)).toEqual(WHOLE);
    expect(zoomAt(WHOLE, 1000).zoom).toBe(32);
  });
});

describe('panBy', () => {
  test('moves the picture with the pointer', () => {
    const view = panBy(zoomAt(WHOLE, 2), { x: 0.1, y: -0.1 });
    expect(view).toEqual({ zoom: 2, x: 0.45, y: 0.55 });
  });

  test('shows nothing beside the picture', () => {
    expect(panBy(WHOLE, { x: 1, y: 1 })).toEqual(WHOLE);
    expect(panBy(zoomAt(WHOLE, 2), { x: -9, y: 9 })).toEqual({ zoom: 2, x: 0.75, y: 0.25 });
  });
});

describe('viewOf', () => {
  test('brings a box into the middle, with its surroundings', () => {
    const view = viewOf({ x: 90, y: 40, width: 20, height: 20 }, picture);
    expect(view.zoom).toBeCloseTo(3);
    expect(view).toMatchObject({ x: 0.5, y: 0.5 });
    expect(viewOf({ x: 100, y: 50, width: 1, height: 1 }, picture).zoom).toBe(6);
  });

  test('shows the whole picture for a box that fills it', () => {
    expect(viewOf({ x: 0, y: 0, ...picture }, picture)).toEqual(WHOLE);
  });
});

describe('boxAt', () => {
  const boxes = [
    { x: 0, y: 0, width: 100, height: 100 },
    { x: 20, y: 20, width: 20, height: 20 },
  ];

  test('finds the smallest of several', () => {
    expect(boxAt({ x: 0.15, y: 0.3 }, boxes, picture, WHOLE)).toBe(1);
    expect(boxAt({ x: 0.4, y: 0.9 }, boxes, picture, WHOLE)).toBe(0);
  });

  test('finds nothing beside them', () => {
    expect(boxAt({ x: 0.8, y: 0.5 }, boxes, picture, WHOLE)).toBe(-1);
  });
});
