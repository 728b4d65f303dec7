import type { Config } from '../src/config.ts';
import { infer } from '../src/operations/infer.ts';
import { type InspectionPool, openInspectionPool } from '../src/operations/inspection-pool.ts';
import { CATEGORY, drawnPictures } from './drawn-pictures.ts';
import type { Bench, BenchContext, BenchRow } from './harness.ts';
import { measure, measureInTurn, timed } from './harness.ts';
import { benchBackbone } from './random-weights.ts';
import { trainedCategory } from './trained-category.ts';

const PICTURES = 60;
const REPETITION = { warmUps: 0, runs: 3, budgetMs: 8_000 };
/** Inspections that are asked for at once, for every process: one runs and one waits. */
const ASKED_FOR = 2;

export const throughput: Bench = {
  name: 'throughput',
  question:
    'How many pictures a second do "inspectai inference" and processes of one thread each inspect, over many pictures?',
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
  const { threads } = context.options;
  const pool = await openInspectionPool({
    processes: threads,
    queueLimit: images.length,
    timeoutMs: 120_000,
  });
  try {
    context.note(`${name}, loading the model in ${threads} processes`);
    const loading = await measure(() => inspectAll(pool, config, images.slice(0, threads), false), {
      warmUps: 0,
      runs: 1,
    });
    const rows: BenchRow[] = [{ name: `${name}, processes load the model`, timing: loading, facts: {} }];
    for (const save of [false, true]) {
      const what = `${name}, ${images.length} pictures, ${save ? 'result pictures' : 'no result pictures'}`;
      context.note(what);
      let loadMs = 0;
      const works = [
        async () => {
          const request = { category: CATEGORY, images, save, explicit: new Set<never>() };
          const run = { reporter: { progress: () => {}, note: () => {} } };
          const wholeMs = await timed(async () => {
            loadMs = (await infer(config, request, run)).load_ms;
          });
          return wholeMs - loadMs;
        },
        () => timed(() => inspectAll(pool, config, images, save)),
      ];
      const ways = [`inference, ${threads} threads`, `${threads} processes of 1 thread`];
      for (const [index, timing] of (await measureInTurn(works, REPETITION)).entries()) {
        const rate = (1000 * images.length) / timing.minMs;
        const facts = { pictures_a_second: rate, ...(index === 0 && { load_ms: loadMs }) };
        rows.push({ name: `${what}: ${ways[index]}`, timing, facts });
      }
    }
    return rows;
  } finally {
    await pool.close();
  }
}

/** Inspects all pictures with a few asked for at a time, as many callers would; result pictures are drawn, not written. */
async function inspectAll(
  pool: InspectionPool,
  config: Config,
  images: readonly string[],
  draw: boolean,
): Promise<void> {
  const left = [...images];
  const oneCaller = async () => {
    for (let path = left.pop(); path !== undefined; path = left.pop()) {
      const input = {
        config: { ...config, threads: 1 },
        category: CATEGORY,
        picture: path,
        name: path,
        draw: draw ? (['result', 'heatmap'] as const) : [],
      };
      await pool.inspect(input);
    }
  };
  await Promise.all(Array.from({ length: config.threads * ASKED_FOR }, oneCaller));
}
