import {
  contentFailure,
  cutFailure,
  type Failure,
  networkFailure,
  statusFailure,
} from './download-failures.ts';
import type { PartFile, PartOrigin } from './download-part.ts';
import { cancelled, type RetryOptions, type StallWatch, watchForStalls } from './download-retry.ts';

/** How far a download is; `totalBytes` is undefined while no server has told it. */
export interface DownloadProgress {
  readonly doneBytes: number;
  readonly totalBytes: number | undefined;
}

/** What to ask for, and what is known of the file beforehand. */
export interface RequestOptions extends RetryOptions {
  readonly url: string;
  readonly expectedSizeBytes?: number | undefined;
  /** Named in the advice on importing a file by hand. */
  readonly backboneName?: string | undefined;
  /** Called for every chunk that has been written. */
  readonly onProgress?: ((progress: DownloadProgress) => void) | undefined;
}

/**
 * Asks once for what the part still lacks and appends what comes; starts the part again when the server sends the
 * whole file. Returns undefined when the file is complete.
 *
 * @throws InspectError `cancelled`, `storage_full` or `storage_denied`; failures of the network are returned.
 */
export async function requestRest(part: PartFile, options: RequestOptions): Promise<Failure | undefined> {
  const { url, signal } = options;
  const watch = watchForStalls(options);
  try {
    const response = await fetch(url, { headers: headersFor(part), signal: watch.signal }).catch(asCause);
    if (signal?.aborted) throw cancelled();
    if (!(response instanceof Response)) return networkFailure(response.cause, options);
    if (response.status === 416)
      return await restartAfter(part, `${url} is shorter than the part that is here`);
    if (!response.ok) return statusFailure(response, options);
    const origin = originOf(response, options);
    const refusal = await acceptReply(response, origin, part, options);
    return refusal ?? (await receive(response, origin.totalBytes, part, options, watch));
  } finally {
    watch.close();
  }
}

/** A compressed body would make sizes and ranges count other bytes than the file's. */
function headersFor({ origin, sizeBytes }: PartFile): Record<string, string> {
  const plain = { 'accept-encoding': 'identity' };
  if (!origin?.validator || sizeBytes === 0) return plain;
  return { ...plain, range: `bytes=${sizeBytes}-`, 'if-range': origin.validator };
}

/** Decides from the reply's head whether its body continues the part, replaces it or must not be used. */
async function acceptReply(
  response: Response,
  origin: PartOrigin,
  part: PartFile,
  { url, expectedSizeBytes }: RequestOptions,
): Promise<Failure | undefined> {
  const { totalBytes } = origin;
  if (response.status === 206) {
    if (continuesPart(response, origin, part)) return undefined;
    return restartAfter(part, `${url} was answered with a range that does not fit the part`);
  }
  if (expectedSizeBytes !== undefined && totalBytes !== expectedSizeBytes) {
    await part.discard();
    const sizes = `found ${totalBytes} bytes, expected ${expectedSizeBytes}`;
    const advice = 'Check the names of the repository, the revision and the file, or the mirror.';
    return contentFailure(`${url} has another size than it should: ${sizes}. ${advice}`, false);
  }
  await part.restart(origin);
  return undefined;
}

/** The range must begin where the part ends, in a file of the same size and validator. */
function continuesPart(response: Response, origin: PartOrigin, part: PartFile): boolean {
  const range = contentRange(response.headers);
  const before = part.origin;
  return (
    before !== undefined &&
    range?.first === part.sizeBytes &&
    range.first <= range.last &&
    range.last < range.total &&
    origin.totalBytes === (before.totalBytes ?? range.total) &&
    (origin.validator === null || origin.validator === before.validator)
  );
}

async function restartAfter(part: PartFile, found: string): Promise<Failure> {
  await part.restart(undefined);
  return contentFailure(`${found}. Try again: it starts from the beginning.`, true);
}

/** Writes the body as it comes; never holds more than one chunk. */
async function receive(
  response: Response,
  totalBytes: number | null,
  part: PartFile,
  options: RequestOptions,
  watch: StallWatch,
): Promise<Failure | undefined> {
  const { url, signal, onProgress } = options;
  const reader = response.body?.getReader();
  for (;;) {
    watch.rearm();
    const step = await reader?.read().catch(asCause);
    if (signal?.aborted) throw cancelled();
    if (step && 'cause' in step) return cutFailure(step.cause, url, part.sizeBytes, totalBytes);
    if (!step || step.done) break;
    if (totalBytes !== null && part.sizeBytes + step.value.length > totalBytes) {
      await part.discard();
      const message = `${url} sends more than the ${totalBytes} bytes it should have; the download was deleted. Try again, or use another mirror.`;
      return contentFailure(message, false);
    }
    await part.append(step.value);
    onProgress?.({ doneBytes: part.sizeBytes, totalBytes: totalBytes ?? undefined });
  }
  const short = totalBytes !== null && part.sizeBytes < totalBytes;
  return short ? cutFailure('the body ended early', url, part.sizeBytes, totalBytes) : undefined;
}

/** A compressed reply has no usable size or validator; the file's own size is then the expected one. */
function originOf({ status, headers }: Response, { url, expectedSizeBytes }: RequestOptions): PartOrigin {
  const plain = (headers.get('content-encoding') ?? 'identity') === 'identity';
  const told = status === 206 ? contentRange(headers)?.total : wholeNumber(headers.get('content-length'));
  const etag = headers.get('etag');
  const validator = etag?.startsWith('"') ? etag : headers.get('last-modified');
  return {
    url,
    validator: plain ? validator : null,
    totalBytes: (plain ? told : undefined) ?? expectedSizeBytes ?? null,
  };
}

/** A header's whole number, or undefined for anything else. */
export function wholeNumber(text: string | null): number | undefined {
  return text !== null && /^\d+$/.test(text) ? Number(text) : undefined;
}

interface ContentRange {
  readonly first: number;
  readonly last: number;
  readonly total: number;
}

function contentRange(headers: Headers): ContentRange | undefined {
  const found = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(headers.get('content-range') ?? '');
  return found ? { first: Number(found[1]), last: Number(found[2]), total: Number(found[3]) } : undefined;
}

function asCause(cause: unknown): { readonly cause: unknown } {
  return { cause };
}
