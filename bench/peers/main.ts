import { formatTable } from '../../src/cli/table.ts';
import { InspectError } from '../../src/errors.ts';
import { fail, readRequest, runBenchmark } from '../command.ts';
import type { BenchContext } from '../harness.ts';
import { type Peer, startPeer } from './peer.ts';
import { coresetRow, featuresRow, float32Row, int8Row, reasonOf, searchRow } from './rows.ts';
import { type PeerRow, prepareScene, type Scene } from './scene.ts';

/** A row that cannot be measured here. */
interface LeftOut {
  readonly name: string;
  readonly reason: string;
}

const ROWS: Readonly<Record<string, (scene: Scene) => Promise<PeerRow>>> = {
  features: featuresRow,
  search: searchRow,
  coreset: coresetRow,
  'inspection-float32': float32Row,
  'inspection-int8': int8Row,
};

try {
  const request = readRequest(process.argv.slice(2));
  const names = choose(request.names);
  const peer = await startPeer(request.threads);
  try {
    const { versions } = peer;
    console.log(
      `peer: ${Object.entries(versions)
        .map(entry => entry.join(' '))
        .join(', ')}; ${request.threads} threads`,
    );
    await runBenchmark(request, async (context, surroundings) => {
      const { rows, skipped } = await compare(names, context, peer);
      console.log(table(rows));
      for (const { name, reason } of skipped) console.log(`${name} left out: ${reason}`);
      return { ...surroundings, peer: { versions, threads: request.threads }, rows, skipped };
    });
  } finally {
    await peer.close();
  }
} catch (cause) {
  fail(cause, cause instanceof InspectError && cause.code === 'data_not_found' ? 2 : 1);
}

async function compare(names: readonly string[], context: BenchContext, peer: Peer) {
  const scene = await prepareScene(context, peer);
  const rows: PeerRow[] = [];
  const skipped: LeftOut[] = [];
  for (const name of names) {
    context.note(name);
    try {
      rows.push(await ROWS[name]!(scene));
    } catch (cause) {
      skipped.push({ name, reason: reasonOf(cause) });
    }
  }
  return { rows, skipped };
}

function choose(names: readonly string[]): readonly string[] {
  const known = Object.keys(ROWS);
  const unknown = names.find(name => !known.includes(name));
  if (unknown !== undefined)
    throw new InspectError(
      'invalid_argument',
      `There is no row "${unknown}". Choose from: ${known.join(', ')}.`,
    );
  return names.length === 0 ? known : known.filter(name => names.includes(name));
}

function table(rows: readonly PeerRow[]): string {
  return formatTable(
    [
      { title: 'row', value: (row: PeerRow) => row.name },
      { title: 'ours ms', value: row => row.ours_ms.toFixed(1), align: 'right' },
      { title: 'peer ms', value: row => row.peer_ms.toFixed(1), align: 'right' },
      { title: 'ratio', value: row => row.ratio.toFixed(2), align: 'right' },
      {
        title: 'largest difference',
        value: row => row.max_score_difference.toExponential(1),
        align: 'right',
      },
    ],
    rows,
  );
}
