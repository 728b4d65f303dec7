import type { SessionOptions } from '../onnx/session.ts';
import { openFullNearest } from './full-nearest.ts';
import type { MemoryBank } from './memory-bank.ts';
import type { NearestSearch } from './nearest.ts';
import { rotateBank } from './principal-axes.ts';
import { openProgressiveNearest, type SearchPlan } from './progressive-nearest.ts';
import { patchesAmongEntries, searchPlans } from './search-plan.ts';

/** How often a plan is run to see how fast it is: the first run allocates. */
const RUNS = 3;
/** Plans in a row, slower than one with fewer axes, after which no more axes are tried. */
const SLOWER = 2;
/** One is enough where it is so much slower than one with fewer axes, or than the fastest of all. */
const MUCH_SLOWER = 1.2;
const HOPELESS = 1.5;
/** A plan whose first runs took so many times the fastest is not run again. */
const FAR_SLOWER = 2;
/** The full product is looked at with one of so many patches. */
const SHARE = 8;
/** The grouped plan is run with the same share so often before: much of it is plain code, compiled while it runs. */
const WARM_UPS = 8;

/** Opens the search with the plan that is fastest for this bank on this machine, found by running each. */
export async function openFastestNearest(
  bank: MemoryBank,
  patchesPerPicture: number,
  options: SessionOptions,
): Promise<NearestSearch> {
  const plans = searchPlans(bank, options);
  const full = await openFullNearest(bank, options);
  if (plans.length === 0) return full;
  const { nearest, ms, run } = await openFastestPlan(bank, plans, patchesPerPicture, options);
  // A share of the patches tells where a plan is faster by far.
  const isFull = ms > ((await run(full, 1 / SHARE)) * SHARE) / 2 && (await run(full, 1)) <= ms;
  await (isFull ? nearest : full).close();
  return isFull ? full : nearest;
}

interface FastestPlan {
  readonly nearest: NearestSearch;
  readonly ms: number;
  /** The time that another search takes for a share of the same patches. */
  run(other: NearestSearch, share: number): Promise<number>;
}

/** Runs the grouped plan, and others with more and more axes until it takes longer again. */
async function openFastestPlan(
  bank: MemoryBank,
  [first, ...others]: readonly SearchPlan[],
  patchesPerPicture: number,
  options: SessionOptions,
): Promise<FastestPlan> {
  const rotated = await rotateBank(bank, first!.axes, options);
  const open = (plan: SearchPlan) => openProgressiveNearest(bank, rotated, plan, options);
  let nearest = await open(first!);
  const { patches, picture } = await patchesAmongEntries(bank, nearest, patchesPerPicture);
  const rows = patches.length / bank.dimensions;
  const search = (by: NearestSearch, share: number) =>
    by.nearest(patches.subarray(0, Math.ceil(rows * share) * bank.dimensions), 1, picture);
  const run = (by: NearestSearch, share: number, most = Number.POSITIVE_INFINITY) =>
    fastestMs(() => search(by, share), most);
  for (let time = 0; time < WARM_UPS; time++) await search(nearest, 1 / SHARE);
  let ms = await run(nearest, 1);
  let fastestOther = Number.POSITIVE_INFINITY;
  let slower = 0;
  for (const plan of others) {
    const next = await open(plan);
    const nextMs = await run(next, 1, FAR_SLOWER * ms);
    const isFastest = nextMs < ms;
    await (isFastest ? nearest : next).close();
    if (isFastest) [nearest, ms] = [next, nextMs];
    slower = nextMs < fastestOther ? 0 : slower + 1;
    if (slower === SLOWER || nextMs > Math.min(MUCH_SLOWER * fastestOther, HOPELESS * ms)) break;
    fastestOther = Math.min(fastestOther, nextMs);
  }
  return { nearest, ms, run };
}

/** The shortest of a few runs; none after a second one that took longer than `most` ms. */
async function fastestMs(work: () => Promise<unknown>, most: number): Promise<number> {
  let fastest = Number.POSITIVE_INFINITY;
  for (let run = 1; run <= RUNS && (run <= 2 || fastest <= most); run++) {
    const started = performance.now();
    await work();
    fastest = Math.min(fastest, performance.now() - started);
  }
  return fastest;
}
