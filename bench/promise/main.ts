import { mkdir, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { loadBackboneFile, loadNamedBackbone } from '../../src/backbones/store.ts';
import { formatTable, percent } from '../../src/cli/table.ts';
import { InspectError } from '../../src/errors.ts';
import { openFeatures } from '../../src/patchcore/features.ts';
import { drawSample } from '../../src/sample/draw-sample.ts';
import { fail } from '../command.ts';
import { type PartVectors, partVectors } from './part-vectors.ts';
import { isKept, type RuleSummary, summarise } from './summary.ts';
import { type Outcome, runTrial } from './trial.ts';

const RATES = [0.01, 0.02, 0.05];
/** Of the good pictures, the share that is trained with, and of these the share that split calibration keeps out. */
const [TRAINED, KEPT_OUT] = [0.72, 0.6];

try {
  const request = readRequest(process.argv.slice(2));
  const vectors = await computeVectors(request);
  console.log(
    `${request.category}: ${vectors.good.length} good pictures, ${vectors.defects.length} defects, ${request.splits} random splits`,
  );
  const outcomes: Outcome[] = [];
  for (let split = 0; split < request.splits; split++) {
    for (const kind of ['leave_one_out', 'split'] as const)
      outcomes.push(...(await runTrial(vectors, { ...request, kind, seed: request.seed + split })));
    if ((split + 1) % 10 === 0) process.stderr.write(`${split + 1} of ${request.splits} splits\n`);
  }
  const summaries = summarise(outcomes);
  console.log(table(summaries));
  const { category, splits, seed, imageSize, coresetRatio } = request;
  const settings = { category, splits, seed, image_size: imageSize, coreset_ratio: coresetRatio };
  if (request.json)
    await writeFile(request.json, `${JSON.stringify({ ...settings, rules: summaries }, null, 2)}\n`);
  if (!summaries.every(isKept)) process.exitCode = 1;
} catch (cause) {
  fail(cause, 1);
}

type Request = ReturnType<typeof readRequest>;

function readRequest(words: readonly string[]) {
  const { values } = parseArgs({
    args: [...words],
    options: {
      splits: { type: 'string', default: '200' },
      'data-root': { type: 'string' },
      category: { type: 'string', default: 'washer' },
      backbone: { type: 'string', default: 'compact' },
      weights: { type: 'string' },
      'image-size': { type: 'string', default: '128' },
      'coreset-ratio': { type: 'string', default: '0.1' },
      seed: { type: 'string', default: '7' },
      threads: { type: 'string', default: String(availableParallelism()) },
      json: { type: 'string' },
    },
  });
  const number = (name: 'splits' | 'image-size' | 'coreset-ratio' | 'seed' | 'threads') => {
    const value = Number(values[name]);
    if (value > 0) return value;
    throw new InspectError('invalid_argument', `--${name} is "${values[name]}"; expected a number above 0.`);
  };
  return {
    splits: number('splits'),
    dataRoot: values['data-root'],
    category: values.category,
    backbone: values.backbone,
    weights: values.weights,
    imageSize: number('image-size'),
    coresetRatio: number('coreset-ratio'),
    seed: number('seed'),
    json: values.json,
    rates: RATES,
    trainedShare: TRAINED,
    heldOutShare: KEPT_OUT,
    options: { device: 'cpu', threads: number('threads') } as const,
  };
}

async function computeVectors(request: Request): Promise<PartVectors> {
  const { category, backbone: name, weights, imageSize, options } = request;
  const backbone = weights ? await loadBackboneFile(name, weights) : await loadNamedBackbone('', name);
  const preprocessing = { imageSize, centerCrop: null, letterbox: false };
  const extractor = await openFeatures(backbone, { layers: ['layer2', 'layer3'], preprocessing }, options);
  try {
    return await partVectors(request.dataRoot ?? (await drawnRoot(request)), category, extractor);
  } finally {
    await extractor.close();
  }
}

/** Several hundred drawn good parts and some defects; drawn once and found again. */
async function drawnRoot({ category, seed, imageSize }: Request): Promise<string> {
  const root = join(tmpdir(), 'inspectai-bench', `promise-${imageSize}px-seed${seed}`);
  await mkdir(root, { recursive: true });
  await drawSample({
    root,
    categories: [category],
    seed,
    sizePx: imageSize,
    trainGood: 300,
    testGood: 20,
    testPerDefect: 10,
  });
  return root;
}

function table(summaries: readonly RuleSummary[]): string {
  return formatTable(
    [
      { title: 'threshold by', value: row => row.rule },
      { title: 'promised', value: row => percent(row.promised), align: 'right' },
      { title: 'good rejected', value: row => percent(row.false_reject_rate, 2), align: 'right' },
      { title: '±', value: row => percent(row.standard_error, 2), align: 'right' },
      { title: 'worst split', value: row => percent(row.worst_split), align: 'right' },
      { title: 'defects caught', value: row => percent(row.recall, 2), align: 'right' },
      { title: 'splits that miss none', value: row => String(row.complete_splits), align: 'right' },
      { title: 'promise', value: row => (row.promised === null ? '-' : isKept(row) ? 'kept' : 'broken') },
    ],
    summaries,
  );
}
