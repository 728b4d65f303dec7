import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { InspectError } from '../../src/errors.ts';

/** The Python process that does the same work. */
export interface Peer {
  /** What computes there: module -> version. */
  readonly versions: Readonly<Record<string, string>>;
  /** Asks for one piece of work; one request at a time. */
  ask(request: PeerRequest): Promise<PeerReply>;
  close(): Promise<void>;
}

/** What peer.py understands; arrays are paths of .npy files. */
export type PeerRequest =
  | { readonly do: 'begin'; readonly threads: number }
  | {
      readonly do: 'load';
      readonly weights?: string;
      readonly bank?: string;
      readonly points?: string;
      readonly patches?: string;
      readonly pictures?: readonly string[];
    }
  | { readonly do: 'features' | 'inspect'; readonly picture: number; readonly save?: string }
  | { readonly do: 'search'; readonly save?: string }
  | { readonly do: 'coreset'; readonly picks: number; readonly keep_norms: boolean };

export interface PeerReply {
  /** Of the work itself, as the peer's own clock has it. */
  readonly ms?: number;
  readonly score?: number;
  readonly picks?: readonly number[];
  readonly versions?: Readonly<Record<string, string>>;
  readonly missing?: string;
  readonly failure?: string;
}

const DEBIAN_PYTHON = '/usr/bin/python3';
const DEBIAN_PACKAGES = 'python3-torch python3-torchvision python3-faiss python3-scipy python3-pil';
const SCRIPT = 'bench/peers/peer.py';

/**
 * Starts the peer and waits until its libraries are loaded.
 *
 * @throws InspectError `data_not_found` that names the Debian packages when one is missing.
 */
export async function startPeer(threads: number): Promise<Peer> {
  const python = existsSync(DEBIAN_PYTHON) ? DEBIAN_PYTHON : 'python3';
  const child = spawn(python, [SCRIPT], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = new Promise<void>(resolve => child.once('close', () => resolve()));
  const failed = new Promise<never>((_, reject) => {
    child.once('error', cause => reject(missing(`${python} cannot be started (${cause.message})`)));
  });
  failed.catch(() => undefined); // told by whoever waits for a reply
  child.stdin.on('error', () => undefined); // so is a peer that has gone away
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ask = async (request: PeerRequest): Promise<PeerReply> => {
    child.stdin.write(`${JSON.stringify(request)}\n`);
    const { value, done } = await Promise.race([lines.next(), failed]);
    const reply: PeerReply = done ? { failure: 'it has ended' } : JSON.parse(value);
    if (reply.missing !== undefined) throw missing(`the Python module ${reply.missing} is not installed`);
    if (reply.failure !== undefined) throw new Error(`${SCRIPT} failed at "${request.do}": ${reply.failure}`);
    return reply;
  };
  const { versions } = await ask({ do: 'begin', threads });
  return {
    versions: versions!,
    ask,
    async close() {
      child.stdin.end();
      await ended;
    },
  };
}

/** The milliseconds of one request. */
export async function peerMs(peer: Peer, request: PeerRequest): Promise<number> {
  const { ms } = await peer.ask(request);
  if (ms === undefined) throw new Error(`${SCRIPT} did not say how long "${request.do}" took.`);
  return ms;
}

function missing(what: string): InspectError {
  return new InspectError(
    'data_not_found',
    `The comparison needs Python with PyTorch and FAISS, and ${what}. On Debian: apt install ${DEBIAN_PACKAGES}`,
  );
}
