import { infer } from '../src/operations/infer.ts';
import { CATEGORY, drawnPictures } from './drawn-pictures.ts';
import type { Bench, BenchContext, BenchRow } from './harness.ts';
import { measure } from './harness.ts';
import { benchBackbone } from './random-weights.ts';
import { trainedCategory } from './trained-category.ts';

const PICTURES = 60;

export const throughput: Bench = {
  name: 'throughput',
  question: 'How many pictures a second does one "inspectai inference" over many pictures inspect?',
  async run(context) {
    const rows: BenchRow[] = [];
    for (const name of ['compact', 'resnet18', 'wide_resnet50_2'])
      rows.push(...(await measureBackbone(name, context)));
    return rows;
  },
};

async function measureBackbone(name: string, context: BenchContext): Promise<readonly BenchRow[]> {
  const pictures = await drawnPictures(context, PICTURES, 256);
  const backbone = await benchBackbone(name, context.temporary, context.seed);
  const { config } = await trainedCategory(context, backbone, pictures);
  const images = [...pictures.train, ...pictures.test];
  const rows: BenchRow[] = [];
  for (const save of [false, true]) {
    const title = `${name}, ${images.length} pictures, ${save ? 'result pictures saved' : 'nothing saved'}`;
    context.note(title);
    const run = { reporter: { progress: () => {}, note: () => {} } };
    const timing = await measure(
      () => infer(config, { category: CATEGORY, images, save, explicit: new Set() }, run),
      { warmUps: 0, runs: 3, budgetMs: 4_000 },
    );
    rows.push({
      name: title,
      timing,
      facts: { pictures_a_second: (1000 * images.length) / timing.medianMs },
    });
  }
  return rows;
}
