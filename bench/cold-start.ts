import { runCommandLine } from './child-process.ts';
import { CATEGORY, drawnPictures } from './drawn-pictures.ts';
import type { Bench, BenchContext, BenchRow } from './harness.ts';
import { measure } from './harness.ts';
import { benchBackbone } from './random-weights.ts';
import { trainedCategory } from './trained-category.ts';

const PICTURES = 60;

export const coldStart: Bench = {
  name: 'cold-start',
  question: 'How long does "inspectai inference --image" take as a whole process?',
  async run(context) {
    const pictures = await drawnPictures(context, PICTURES, 256);
    const rows = [await measureCommand('inspectai --version', ['--version'], context)];
    for (const name of ['compact', 'resnet18', 'wide_resnet50_2']) {
      const backbone = await benchBackbone(name, context.temporary, context.seed);
      const { config, summary } = await trainedCategory(context, backbone, pictures);
      const words = [
        'inference',
        '--category',
        CATEGORY,
        '--image',
        pictures.test[0]!,
        '--json',
        '--no-save',
      ];
      const places = ['--models-root', config.modelsRoot, '--device', config.device];
      const title = `inference, ${name}, bank ${summary.entries} x ${summary.dimensions}`;
      rows.push(await measureCommand(title, [...words, ...places], context));
    }
    return rows;
  },
};

async function measureCommand(
  name: string,
  words: readonly string[],
  { note }: BenchContext,
): Promise<BenchRow> {
  note(name);
  let peakBytes = 0;
  const timing = await measure(
    async () => {
      peakBytes = Math.max(peakBytes, (await runCommandLine(words)).peakBytes);
    },
    { warmUps: 1, runs: 5 },
  );
  return { name, timing, facts: { peak_megabytes: peakBytes / 1e6 } };
}
