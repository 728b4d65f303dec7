import fc from 'fast-check';
import { expect, test } from 'vitest';
import { resultNames } from './result-names.ts';

test('a picture alone loses its ending', () => {
  expect(resultNames(['burr/000.png', 'good/a.b.jpg', 'good/000.png'])).toEqual([
    'burr/000',
    'good/a.b',
    'good/000',
  ]);
});

test('pictures that differ in nothing but the ending keep it', () => {
  expect(resultNames(['good/000.png', 'good/000.jpg', 'good/001.png'])).toEqual([
    'good/000.png',
    'good/000.jpg',
    'good/001',
  ]);
});

test('what is still the same, with or without regard to case, gets a number', () => {
  expect(resultNames(['cam/1.png', 'cam/1.png', 'CAM/1.PNG'])).toEqual([
    'cam/1.png',
    'cam/1.png_2',
    'CAM/1.PNG_3',
  ]);
});

test('no two pictures ever share a name, and every one stays in its folder', () => {
  const file = fc.constantFrom('0.png', '0.jpg', '0.PNG', '0.png_2', '0.png_2.png', '0', '1.png', '.png');
  const picture = fc.tuple(fc.constantFrom('a', 'A', 'b'), file).map(([folder, name]) => `${folder}/${name}`);
  fc.assert(
    fc.property(fc.array(picture, { maxLength: 12 }), pictures => {
      const names = resultNames(pictures);
      expect(new Set(names.map(name => name.toLowerCase())).size).toBe(pictures.length);
      for (const [index, name] of names.entries())
        expect(name.split('/')[0]).toBe(pictures[index]!.split('/')[0]);
    }),
  );
});
