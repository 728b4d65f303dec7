import { expect, test } from 'vitest';
import { lines } from './progress.ts';

/** Plain progress on a clock that is set by hand, in seconds. */
function plain() {
  const written: string[] = [];
  let seconds = 0;
  const stream = { isTTY: false, write: (text: string) => written.push(text) > 0 };
  const progress = lines(stream, () => seconds * 1000);
  return {
    written,
    progress,
    at(time: number) {
      seconds = time;
      return progress;
    },
  };
}

test('a fast stage is one line when it is done', () => {
  const { at, written } = plain();
  at(0).progress('inspecting', 1, 3);
  at(1).progress('inspecting', 2, 3);
  at(2).progress('inspecting', 3, 3);
  expect(written).toEqual(['inspecting: 3/3 (2.0 s)\n']);
});

test('a slow stage tells every five seconds how far it is and how long it will take', () => {
  const { at, written } = plain();
  for (let second = 0; second <= 11; second++) at(second).progress('inspecting', second, 22);
  expect(written).toEqual([
    'inspecting: 5/22 (5.0 s, about 17 s left)\n',
    'inspecting: 10/22 (10.0 s, about 12 s left)\n',
  ]);
});

test('a stage of unknown length says nothing about its end, nor does one that has not begun', () => {
  const { at, written } = plain();
  at(0).progress('pulling (kB)', 0, null);
  at(6).progress('pulling (kB)', 900, null);
  at(7).progress('waiting', 0, 10);
  at(13).progress('waiting', 0, 10);
  expect(written).toEqual(['pulling (kB): 900 (6.0 s)\n', 'waiting: 0/10 (6.0 s)\n']);
});

test('a stage that comes again starts its clock anew', () => {
  const { at, written } = plain();
  at(0).progress('drawing', 1, 2);
  at(3).progress('drawing', 2, 2);
  at(10).progress('drawing', 1, 2);
  at(11).progress('drawing', 2, 2);
  expect(written).toEqual(['drawing: 2/2 (3.0 s)\n', 'drawing: 2/2 (1.0 s)\n']);
});

test('a note is a line of its own', () => {
  const { progress, written } = plain();
  progress.note('Left out: a.png');
  expect(written).toEqual(['Left out: a.png\n']);
});
