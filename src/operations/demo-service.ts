import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../config.ts';
import { throwIfCancelled } from '../errors.ts';
import { testPictures } from '../evaluation/dataset.ts';
import type { History } from '../history/database.ts';
import { listInspections } from '../history/list-inspections.ts';
import { currentVersion } from '../patchcore/versions.ts';
import { drawSample } from '../sample/draw-sample.ts';
import type { InspectionPool } from './inspection-pool.ts';
import { keepInspection } from './keep-inspection.ts';
import { categoryModelFolder } from './places.ts';
import type { Run } from './reporter.ts';
import { trainModel } from './train-model.ts';

/** What the inspections of a demonstration are kept in and computed with. */
export interface DemoService {
  readonly config: Config;
  readonly history: History;
  readonly blobs: string;
  readonly inspections: InspectionPool;
}

const CATEGORY = 'washer';
const BACKBONE = 'compact'; // in the product, so nothing is downloaded
const LONGEST_SIDE_PX = 1024;
const NO_LABELS = { serial: null, lot: null, line: null, station: null, operator: null };

/**
 * Draws a sample product into a folder and trains on it, unless that was done before.
 *
 * @returns the configuration of a service on it
 * @throws InspectError as `drawSample` and `trainModel`.
 */
export async function prepareDemo(config: Config, folder: string, run: Run): Promise<Config> {
  const places = { dataRoot: join(folder, 'samples'), modelsRoot: join(folder, 'models') };
  const demo: Config = { ...config, ...places, backbone: BACKBONE };
  await drawSample({
    root: demo.dataRoot,
    categories: [CATEGORY],
    ...(run.signal && { signal: run.signal }),
    onProgress: ({ done, total }) => run.reporter.progress('drawing samples', done, total),
  });
  if ((await currentVersion(categoryModelFolder(demo, CATEGORY))) === null)
    await trainModel(demo, { category: CATEGORY, skipBad: false }, run);
  return demo;
}

/** Inspects the sample's test pictures and records them, so that there is something to look at; once. */
export async function recordDemo(
  { config, history, blobs, inspections }: DemoService,
  { reporter, signal }: Run,
): Promise<void> {
  const { items } = await listInspections(history, {}, { limit: 1 });
  if (items.length > 0) return;
  const pictures = await testPictures(config.dataRoot, CATEGORY);
  for (const [index, { path, name }] of pictures.entries()) {
    throwIfCancelled(signal);
    const draw = ['heatmap', 'overlay'] as const;
    const input = { config, category: CATEGORY, picture: path, name, draw, longestSidePx: LONGEST_SIDE_PX };
    const output = await inspections.inspect(input, signal ? { signal } : {});
    const part = { serial: `W-${String(index + 1).padStart(3, '0')}`, lot: 'demo', line: 'line 1' };
    await keepInspection(
      { history, blobs },
      {
        category: CATEGORY,
        output,
        picture: { name: name.slice(-120), bytes: await readFile(path) },
        labels: { ...NO_LABELS, ...part },
      },
    );
    reporter.progress('inspecting', index + 1, pictures.length);
  }
}
