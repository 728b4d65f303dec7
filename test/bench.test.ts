import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readRequest } from '../bench/command.ts';
import { measure, measureInTurn, timingOf } from '../bench/harness.ts';
import { movedPictures } from '../bench/moved-pictures.ts';
import { blendedVectors } from '../bench/patch-vectors.ts';
import { largestDifference } from '../bench/peers/scene.ts';
import { randomBackbone, randomTensors } from '../bench/random-weights.ts';
import { floorMs } from '../bench/rates.ts';
import { encodeSafetensors } from '../bench/safetensors-file.ts';
import { backboneOperations } from '../bench/traced-network.ts';
import { InspectError } from '../src/errors.ts';
import { encodePng } from '../src/image/codec.ts';
import { parseSafetensors } from '../src/onnx/safetensors.ts';
import { testFolder } from './fixtures/folder.ts';

describe('timing', () => {
  test('names least, median and the median distance from it', () => {
    expect(timingOf([5, 1, 3, 100])).toEqual({ runs: 4, minMs: 1, medianMs: 4, deviationMs: 2 });
  });

  test('runs work in turn after the warm-up, and counts only what comes after it', async () => {
    const order: string[] = [];
    const work = (name: string) => async () => {
      order.push(name);
      return order.length;
    };
    const [a, b] = await measureInTurn([work('a'), work('b')], { warmUps: 1, runs: 2 });
    expect(order.join('')).toBe('ababab');
    expect([a!.minMs, b!.minMs]).toEqual([3, 4]);
  });

  test('stops when the budget is spent, after at least one run', async () => {
    const slow = () => new Promise(resolve => setTimeout(resolve, 20));
    expect((await measure(slow, { warmUps: 0, runs: 100, budgetMs: 0 })).runs).toBe(1);
  });
});

describe('floors', () => {
  test('are the longer of computing and reading', () => {
    const rates = { matrixGflops: 100, int8Gflops: 400, readGigabytes: 10 };
    expect(floorMs(rates, { operations: 1e9, bytes: 1e9 })).toBe(100);
    expect(floorMs(rates, { operations: 1e11, bytes: 1e9 })).toBe(1000);
  });

  test('count the operations of resnet18, which are published as 1.8 thousand million multiply-adds to layer4', () => {
    const all = backboneOperations('resnet18', ['layer4'], 224);
    expect(all / 2 / 1e9).toBeCloseTo(1.81, 2);
    expect(backboneOperations('resnet18', ['layer2', 'layer3'], 224)).toBeLessThan(all);
  });
});

describe('random weights', () => {
  test('are the same for the same seed and others for another', () => {
    const first = (seed: number) => randomTensors('resnet18', seed).get('conv1.weight')!.data;
    expect(first(1)).toEqual(first(1));
    expect(first(1)).not.toEqual(first(2));
  });

  test('are accepted as the architecture they are made for', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'bench-'));
    try {
      expect((await randomBackbone('resnet18', folder, 3)).name).toBe('resnet18');
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test('are read back from the file as they were written', () => {
    const tensors = new Map([
      ['a', { shape: [2, 1], data: Float32Array.of(1, -2) }],
      ['b.c', { shape: [3], data: Float32Array.of(3, 4, 5) }],
    ]);
    expect(parseSafetensors(encodeSafetensors(tensors), 'written').tensors).toEqual(tensors);
  });
});

describe('blended vectors', () => {
  test('lie between the patches at the same place of two pictures', () => {
    const known = { vectors: Float32Array.of(0, 10, 1, 11), dimensions: 1, perPicture: 2 };
    const { vectors } = blendedVectors(known, 100, 5);
    for (const [row, value] of vectors.entries()) {
      const low = row % 2 === 0 ? 0 : 10;
      expect(value).toBeGreaterThanOrEqual(low);
      expect(value).toBeLessThanOrEqual(low + 1);
    }
    expect(new Set(vectors).size).toBeGreaterThan(50);
  });
});

describe('the command line', () => {
  test('takes names and options', () => {
    expect(readRequest(['search', '--full', '--json', 'a.json', '--threads', '2'])).toEqual({
      names: ['search'],
      full: true,
      originals: null,
      json: 'a.json',
      seed: 7,
      threads: 2,
    });
  });

  test.each([['--fast'], ['--seed', 'x'], ['--threads', '0']])('refuses %s %s', (...words) => {
    expect(() => readRequest(words)).toThrow(InspectError);
  });
});

describe('moved copies', () => {
  test('are all different, and refused where there are too few pictures for so many', async () => {
    const originals = await testFolder();
    const data = Uint8Array.from({ length: 20 * 20 * 3 }, (_, i) => (i * 7) % 251);
    await writeFile(join(originals, 'good.png'), await encodePng({ width: 20, height: 20, data }));
    const folder = join(originals, 'copies');
    await movedPictures(originals, 40, folder, 7);
    const copies = await Promise.all(
      (await readdir(folder)).map(name => readFile(join(folder, name), 'hex')),
    );
    expect(copies).toHaveLength(40);
    expect(new Set(copies).size).toBe(40);
    await expect(movedPictures(originals, 170, folder, 7)).rejects.toThrow('holds 1 pictures; 2 or more');
    await expect(movedPictures(join(originals, 'missing'), 1, folder, 7)).rejects.toThrow('cannot be read');
  });
});

describe('comparing with the peer', () => {
  test('takes the largest difference, and arrays of the same length only', () => {
    expect(largestDifference([1, 2, 3], [1, 2.5, 2])).toBe(1);
    expect(() => largestDifference([1], [1, 2])).toThrow('found 1');
  });
});
