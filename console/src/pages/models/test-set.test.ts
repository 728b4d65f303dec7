import { expect, test } from 'vitest';
import { testSet } from './test-set.ts';

const file = (path: string) => ({ path, file: new File([path], path.split('/').at(-1)!) });
const namesOf = (...given: Parameters<typeof testSet>) => testSet(...given).map(({ path }) => path);

test('a test set has folders for good parts and for each kind of defect', () => {
  const defective = [file('scratch/1.png'), file('dent/1.png'), file('2.png')];
  expect(namesOf([file('1.png')], defective)).toEqual([
    'test/good/1.png',
    'test/scratch/1.png',
    'test/dent/1.png',
    'test/defect/2.png',
  ]);
});

test('a folder that is a test set keeps its names and its masks; what is beside it is left', () => {
  const names = ['cap/test/dent/1.png', 'cap/ground_truth/dent/1_mask.png', 'cap/train/good/1.png'];
  expect(namesOf([], names.map(file))).toEqual(['test/dent/1.png', 'ground_truth/dent/1_mask.png']);
});
