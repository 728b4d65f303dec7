import { type Bar, MultiBar, Presets } from 'cli-progress';
import type { Reporter } from '../operations/reporter.ts';

/** A reporter that must be told when nothing more comes. */
export interface ProgressOutput extends Reporter {
  close(): void;
}

/** Time between two lines about one stage where there is no terminal. */
const LINE_INTERVAL_MS = 5_000;

/** Shows progress on standard error: a bar with rate and time left on a terminal, a plain line now and then elsewhere. */
export function openProgress(stream: NodeJS.WriteStream = process.stderr): ProgressOutput {
  return stream.isTTY ? bars(stream) : lines(stream);
}

function bars(stream: NodeJS.WriteStream): ProgressOutput {
  const format = '{stage} {bar} {percentage}% | {value}/{total} | {rate}/s | {eta_formatted} left';
  const all = new MultiBar(
    { stream, format, hideCursor: true, forceRedraw: true, etaBuffer: 50 },
    Presets.shades_classic,
  );
  const open = new Map<string, { bar: Bar; started: number }>();
  return {
    progress(stage, done, total) {
      const { bar, started } = open.get(stage) ?? {
        bar: all.create(total, 0, { stage: stage.padEnd(20), rate: '-' }),
        started: performance.now(),
      };
      open.set(stage, { bar, started });
      const rate = done / ((performance.now() - started) / 1000);
      bar.setTotal(total);
      bar.update(done, { stage: stage.padEnd(20), rate: rate >= 10 ? rate.toFixed(0) : rate.toFixed(1) });
      if (done >= total) open.delete(stage);
    },
    note: message => all.log(`${message}\n`),
    close: () => all.stop(),
  };
}

function lines(stream: NodeJS.WriteStream): ProgressOutput {
  const stages = new Map<string, { started: number; last: number }>();
  return {
    progress(stage, done, total) {
      const now = performance.now();
      const state = stages.get(stage) ?? { started: now, last: now };
      stages.set(stage, state);
      if (done < total && now - state.last < LINE_INTERVAL_MS) return;
      state.last = now;
      const seconds = (now - state.started) / 1000;
      const left = done < total ? `, about ${((seconds * (total - done)) / done).toFixed(0)} s left` : '';
      stream.write(`${stage}: ${done}/${total} (${seconds.toFixed(1)} s${left})\n`);
      if (done >= total) stages.delete(stage);
    },
    note: message => stream.write(`${message}\n`),
    close: () => undefined,
  };
}
