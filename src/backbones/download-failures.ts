import { InspectError } from '../errors.ts';

/** A try that failed, and whether another one makes sense. */
export interface Failure {
  readonly error: InspectError;
  /** False for what will not pass by itself: a wrong name, a refused certificate, a wrong size. */
  readonly passing: boolean;
  /** False when no server could be connected to. */
  readonly reached: boolean;
  /** Tries that are worth it while no server was ever reached, where they are fewer than usual. */
  readonly retriesUnreached?: number | undefined;
  /** What the server asked for with `Retry-After`. */
  readonly waitMs?: number | undefined;
}

/** The address that was asked for, and the backbone it is for. */
export interface Asked {
  readonly url: string;
  readonly backboneName?: string | undefined;
}

/** Error codes of a connection that cannot be trusted; another try meets the same certificate. */
const UNTRUSTED =
  /^(CERT_|CRL_|ERR_TLS_|ERR_SSL_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_|HOSTNAME_MISMATCH|EPROTO$)/;

/** Addresses that `fetch` refuses before it connects, as it words it. */
const REFUSED: Readonly<Record<string, string>> = {
  'bad port': 'a port that is reserved for other services',
  'unknown scheme': 'neither http nor https',
  ERR_INVALID_URL: 'not a valid address',
};

/** Error codes of a machine without a network, or a host that is not there. */
const UNREACHED = new Set(
  'ENOTFOUND EAI_AGAIN ECONNREFUSED EHOSTUNREACH ENETUNREACH ENETDOWN ETIMEDOUT UND_ERR_CONNECT_TIMEOUT'.split(
    ' ',
  ),
);

/** Explains a rejected `fetch`; a redirect may have led to another host than the one that was asked. */
export function networkFailure(cause: unknown, asked: Asked): Failure {
  const code = codeOf(cause);
  if (REFUSED[code] !== undefined) return refusal(REFUSED[code], cause, asked.url);
  const host = hostnameOf(cause) ?? new URL(asked.url).host;
  const untrusted = UNTRUSTED.test(code);
  const found = untrusted
    ? `No trusted TLS connection to ${host} (${code}): the machine seems to be offline behind a firewall or proxy that opens connections, or the address is not an https one`
    : `Could not reach ${host} (${code}): this machine seems to be offline, or a firewall or proxy is in the way`;
  const error = new InspectError('download_failed', `${found}. ${byHand(asked)}`, { cause });
  const retriesUnreached = code === 'ENOTFOUND' ? 1 : undefined;
  return { error, passing: !untrusted, reached: !UNREACHED.has(code), retriesUnreached };
}

/** Explains a connection that broke off, stalled or ended too early after `doneBytes`. */
export function cutFailure(
  cause: unknown,
  url: string,
  doneBytes: number,
  totalBytes: number | null,
): Failure {
  const of = totalBytes === null ? '' : ` of ${totalBytes}`;
  const message = `The download of ${url} broke off after ${doneBytes}${of} bytes (${codeOf(cause)}). Try again later: it goes on from there.`;
  return { error: new InspectError('download_failed', message, { cause }), passing: true, reached: true };
}

/** Explains a reply that is not the file; 408, 429 and 5xx can pass. */
export function statusFailure(response: Response, asked: Asked): Failure {
  const { status } = response;
  const { url } = asked;
  const found = `${new URL(url).host} answered ${status} ${response.statusText}`.trimEnd();
  const passing = status === 408 || status === 429 || status >= 500;
  const message = `${found} for ${url}. ${adviceFor(status)} ${byHand(asked)}`;
  return {
    error: new InspectError('download_failed', message),
    passing,
    reached: true,
    waitMs: passing ? retryAfterMs(response.headers.get('retry-after')) : undefined,
  };
}

/** A reply that contradicts itself, the earlier replies or what is expected of the file. */
export function contentFailure(message: string, passing: boolean): Failure {
  return { error: new InspectError('download_failed', message), passing, reached: true };
}

function adviceFor(status: number): string {
  if (status === 401 || status === 403)
    return 'The repository is private, needs an accepted licence, or is not there.';
  if (status === 404 || status === 410)
    return 'Check the names of the repository, the revision and the file.';
  if (status === 429) return 'The server limits requests; try again later.';
  return status >= 500 ? 'The server has a fault; try again later.' : 'The address may be wrong.';
}

function byHand({ url, backboneName = '<name>' }: Asked): string {
  return (
    `Without a network, fetch ${url} on another machine, copy the file here and run ` +
    `"inspectai backbone import ${backboneName} <file>". For a mirror, set HF_ENDPOINT to its address.`
  );
}

/** The innermost code or message: `fetch` wraps what happened into "fetch failed". */
function codeOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  const code = (cause as NodeJS.ErrnoException).code;
  if (code !== undefined && cause.cause === undefined) return String(code);
  return cause.cause === undefined ? cause.message : codeOf(cause.cause);
}

function hostnameOf(cause: unknown): string | undefined {
  if (!(cause instanceof Error)) return undefined;
  const { hostname } = cause as { readonly hostname?: string };
  return hostname ?? hostnameOf(cause.cause);
}

function refusal(found: string, cause: unknown, url: string): Failure {
  const message = `Cannot ask ${url}: found ${found}, expected an http or https address of a web server. Check HF_ENDPOINT or --hf-endpoint.`;
  return {
    error: new InspectError('download_failed', message, { cause }),
    passing: false,
    reached: false,
  };
}

/** Seconds, or a date of the form that HTTP writes. */
function retryAfterMs(header: string | null): number | undefined {
  if (header === null) return undefined;
  const ms = /^\s*\d+\s*$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - Date.now();
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}
