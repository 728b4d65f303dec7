import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { testFolder } from '../../test/fixtures/folder.ts';
import { normalStream } from '../../test/fixtures/normal-stream.ts';
import { drawPart } from '../../test/fixtures/parts.ts';
import { encodePng, resizeImage } from '../image/codec.ts';
import { loadConfig } from '../load-config.ts';
import { type DriftRequest, measureDrift } from './measure-drift.ts';
import { trainModel } from './train-model.ts';

const silent = { progress() {}, note() {} };

/** Records of 400 parts, every 60th rejected, whose scores rise by `rise` deviations after part 250. */
function recorded(rise: number, version = 'v1') {
  const next = normalStream('records');
  const images = Array.from({ length: 400 }, (_, part) => {
    const score = Math.exp((next() + (part < 250 ? 0 : rise)) / 5);
    return part % 60 === 59
      ? { path: `${part}.png`, anomaly_score: 9, threshold: 5, decision: 'FAIL' }
      : { path: `${part}.png`, anomaly_score: score, threshold: 5, decision: 'PASS' };
  });
  return { category: 'cap', model_version: version, images };
}

async function scene(...documents: object[]) {
  const folder = await testFolder();
  const records = join(folder, 'records.json');
  await writeFile(records, documents.map(document => `${JSON.stringify(document, null, 2)}\n`).join(''));
  const { config } = loadConfig(
    { modelsRoot: join(folder, 'models'), resultsRoot: join(folder, 'results') },
    undefined,
    {},
  );
  const measure = (request: Partial<DriftRequest> = {}) =>
    measureDrift(
      config,
      { category: 'cap', records, batch: 50, baseline: 150, save: false, ...request },
      { reporter: silent },
    );
  return { folder, measure };
}

test('scores that rise are a drift, dated in inspections as they were recorded; unchanged ones are none', async () => {
  const { measurement } = await (await scene(recorded(1.2))).measure();
  expect(measurement).toMatchObject({ drift: true, inspections: 250, rejected: 4 });
  const began = Number(/begun about inspection (\d+)/.exec(measurement.headline)![1]);
  expect(Math.abs(began - 251)).toBeLessThan(20);
  const calm = await (await scene(recorded(0))).measure();
  expect(calm.measurement.drift).toBe(false);
  expect(calm.measurement.headline).toMatch(/^No drift/);
});

test('the page, the figures and every chart are written and agree, for light and dark', async () => {
  const { folder, measure } = await scene(recorded(1.2));
  const { measurement } = await measure({ save: true });
  const place = join(folder, 'results', 'cap', 'drift');
  expect(measurement.report).toBe(join(place, 'drift.html'));
  const charts = ['cusum', 'ewma', 'martingale', 'moving_range', 'raw_scores', 'rejects', 'scores'];
  expect((await readdir(place)).sort()).toEqual(
    [...charts.flatMap(chart => [`${chart}.png`, `${chart}.svg`]), 'drift.html', 'drift.json'].sort(),
  );
  expect(JSON.parse(await readFile(join(place, 'drift.json'), 'utf8'))).toEqual(measurement);
  const page = await readFile(join(place, 'drift.html'), 'utf8');
  expect(page).toContain(measurement.headline);
  expect(page.match(/class="plot light"/g)).toHaveLength(7);
  expect(page.match(/class="plot dark"/g)).toHaveLength(7);
  expect(page).not.toMatch(/<script|https?:\/\/(?!www\.w3\.org)/);
});

test('inspections by versions before the last one are left out and counted', async () => {
  const { measure } = await scene(recorded(0, 'v1'), recorded(1.2, 'v2'));
  const { measurement } = await measure();
  expect(measurement).toMatchObject({
    model_version: 'v2',
    inspections: 250,
    left_out: { other_categories: 0, other_versions: 400 },
  });
});

test('more rejects than were said to be normal are a drift', async () => {
  const { measure } = await scene(recorded(0));
  expect((await measure({ rejectRate: 0.00001 })).measurement.headline).toMatch(
    /^Drift: more parts are rejected/,
  );
});

test('without a baseline the calibration of the model is what is normal', async () => {
  const { folder, measure } = await scene({ category: 'cap', model_version: 'v1', images: [] });
  await expect(measure()).rejects.toThrow(/no inspection records/);
  const good = join(folder, 'cap', 'train', 'good');
  await mkdir(good, { recursive: true });
  for (let seed = 0; seed < 8; seed++)
    await writeFile(join(good, `${seed}.png`), await encodePng(await resizeImage(drawPart(seed), 64, 64)));
  const modelsRoot = join(folder, 'models');
  const { config } = loadConfig(
    { dataRoot: folder, modelsRoot, backbone: 'compact', imageSize: '64', device: 'cpu' },
    undefined,
    {},
  );
  const records = join(folder, 'new.json');
  const images = Array.from({ length: 40 }, () => ({ anomaly_score: 1e-3, decision: 'PASS' }));
  await writeFile(records, JSON.stringify({ category: 'cap', model_version: 'v1', images }));
  const request = { category: 'cap', records, batch: 50, save: false };
  await expect(measureDrift(config, request, { reporter: silent })).rejects.toThrow(
    /by version v1 of "cap", which is not in/,
  );
  await trainModel(config, { category: 'cap', skipBad: false }, { reporter: silent });
  const { measurement } = await measureDrift(config, request, { reporter: silent });
  // Seven of eight: the highest held-out score is the threshold itself.
  expect(measurement).toMatchObject({ baseline: { kind: 'calibration', scores: 7 }, drift: false });
  const ewma = measurement.charts.find(({ chart }) => chart === 'ewma')!;
  expect(ewma.signals[0]).toMatchObject({ side: 'below' });
});

test('a baseline that leaves nothing to look at is refused with what was found', async () => {
  const { measure } = await scene(recorded(0));
  await expect(measure({ baseline: 400 })).rejects.toThrow(/the first 400 .* 0 inspections after them/);
  const all = { ...recorded(0), images: recorded(0).images.map(image => ({ ...image, decision: 'FAIL' })) };
  await expect((await scene(all)).measure()).rejects.toThrow(
    /found 0 scores of parts that were not rejected/,
  );
});
