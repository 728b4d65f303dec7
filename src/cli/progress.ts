import { MultiBar, Presets } from 'cli-progress';
import type { Reporter } from '../operations/reporter.ts';

/** A reporter that must be told when nothing more comes. */
export interface ProgressOutput extends Reporter {
  close(): void;
}

/** What progress needs of a stream. */
type Output = Pick<NodeJS.WriteStream, 'write' | 'isTTY'>;

/** Time between two lines about one stage where there is no terminal. */
const LINE_INTERVAL_MS = 5_000;
const STAGE_WIDTH = 20;

/** Shows progress on standard error: a bar with rate and time left on a terminal, a plain line now and then elsewhere. */
export function openProgress(stream: NodeJS.WriteStream = process.stderr): ProgressOutput {
  return stream.isTTY ? bars(stream) : lines(stream);
}

/** One bar at a time: what is finished stays above as it was. */
function bars(stream: NodeJS.WriteStream): ProgressOutput {
  const options = { stream, hideCursor: true, forceRedraw: true, etaBuffer: 50 };
  let current: { stage: string; multiBar: MultiBar; update(done: number, total: number | null): void } | null;
  current = null;
  const close = () => {
    current?.multiBar.stop();
    current = null;
  };
  const open = (stage: string, total: number | null) => {
    const format =
      total === null
        ? '{stage} {value} | {rate}/s'
        : '{stage} {bar} {percentage}% | {value}/{total} | {rate}/s | {eta_formatted} left';
    const multiBar = new MultiBar({ ...options, format }, Presets.shades_classic);
    const bar = multiBar.create(total ?? 0, 0, { stage: stage.padEnd(STAGE_WIDTH), rate: '-' });
    const started = performance.now();
    const update = (done: number, known: number | null) => {
      const rate = done / Math.max((performance.now() - started) / 1000, 0.001);
      bar.setTotal(known ?? done);
      bar.update(done, { rate: rate >= 10 ? rate.toFixed(0) : rate.toFixed(1) });
    };
    return { stage, multiBar, update };
  };
  return {
    progress(stage, done, total) {
      if (current?.stage !== stage) {
        close();
        current = open(stage, total);
      }
      current.update(done, total);
      if (total !== null && done >= total) close();
    },
    note(message) {
      if (current) current.multiBar.log(`${message}\n`);
      else stream.write(`${message}\n`);
    },
    close,
  };
}

/** Plain lines: one when a stage is done, and one every few seconds while it is not. */
export function lines(stream: Output, now: () => number = () => performance.now()): ProgressOutput {
  const stages = new Map<string, { started: number; last: number }>();
  return {
    progress(stage, done, total) {
      const isDone = total !== null && done >= total;
      const state = stages.get(stage) ?? { started: now(), last: now() };
      stages.set(stage, state);
      if (!isDone && now() - state.last < LINE_INTERVAL_MS) return;
      state.last = now();
      const seconds = (now() - state.started) / 1000;
      const canTell = total !== null && !isDone && done > 0;
      const left = canTell ? `, about ${((seconds * (total - done)) / done).toFixed(0)} s left` : '';
      const of = total === null ? '' : `/${total}`;
      stream.write(`${stage}: ${done}${of} (${seconds.toFixed(1)} s${left})\n`);
      if (isDone) stages.delete(stage);
    },
    note: message => void stream.write(`${message}\n`),
    close: () => undefined,
  };
}
