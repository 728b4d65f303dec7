import { InspectError } from '../errors.ts';
import { type DownloadedFile, type DownloadOptions, downloadFile } from './download.ts';
import { contentFailure, networkFailure, statusFailure } from './download-failures.ts';
import { wholeNumber } from './download-request.ts';
import { type Attempt, cancelled, type RetryOptions, watchForStalls, withRetries } from './download-retry.ts';

/** Which file of which repository to fetch, and where to. */
export interface HuggingFaceOptions extends Omit<DownloadOptions, 'url'> {
  /** `https://huggingface.co` or a mirror of it, with or without a slash at its end. */
  readonly endpoint: string;
  /** `owner/name`. */
  readonly repository: string;
  /** `model.safetensors` unless told. */
  readonly file?: string | undefined;
  /** A branch, tag or commit; `main` unless told. */
  readonly revision?: string | undefined;
}

/** The file that was fetched and where it came from. */
export interface HuggingFaceFile extends DownloadedFile {
  readonly url: string;
  /** Commit that the revision stood for, where the server tells. */
  readonly commit: string | undefined;
  /** False when neither the server nor the caller knew the SHA-256, so that only the size could be checked. */
  readonly hashChecked: boolean;
}

const MOST_REDIRECTS = 10;

/**
 * Fetches a file of a Hugging Face repository to `path`, checked against the size and SHA-256 that the server
 * announces for it and against those the caller expects.
 *
 * @throws InspectError `invalid_argument` for a name or endpoint that cannot be; otherwise as `downloadFile`.
 */
export async function huggingFaceFile(options: HuggingFaceOptions): Promise<HuggingFaceFile> {
  const url = fileUrl(options);
  const announced = await withRetries(options, () => askForFile(url, options));
  const { sizeBytes, sha256, commit } = announced;
  const expectedSizeBytes = agreed('size in bytes', url, sizeBytes, options.expectedSizeBytes);
  const expectedSha256 = agreed('SHA-256', url, sha256, options.expectedSha256?.toLowerCase());
  const file = await downloadFile({ ...options, url, expectedSizeBytes, expectedSha256 });
  return { ...file, url, commit, hashChecked: expectedSha256 !== undefined };
}

/** `<endpoint>/<repository>/resolve/<revision>/<file>`. */
function fileUrl({
  endpoint,
  repository,
  file = 'model.safetensors',
  revision = 'main',
}: HuggingFaceOptions): string {
  const parts = [...repository.split('/'), revision, ...file.split('/')];
  if (parts.some(part => part === '' || part === '.' || part === '..')) {
    const found = `repository "${repository}", revision "${revision}", file "${file}"`;
    throw invalid(`A Hugging Face file is named by owner/name, a revision and a file: found ${found}.`);
  }
  const encode = (path: string) => path.split('/').map(encodeURIComponent).join('/');
  return `${checkedEndpoint(endpoint)}/${encode(repository)}/resolve/${encodeURIComponent(revision)}/${encode(file)}`;
}

function checkedEndpoint(endpoint: string): string {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password || url.search || url.hash) {
    const expected = 'expected an http or https address without user name, password or query';
    throw invalid(`The Hugging Face endpoint cannot be used: ${expected}. Check HF_ENDPOINT.`);
  }
  return url.href.replace(/\/+$/, '');
}

function invalid(message: string): InspectError {
  return new InspectError('invalid_argument', message);
}

/** What the server says of the file before it is fetched; undefined where it says nothing. */
interface Announcement {
  readonly sizeBytes: number | undefined;
  /** Lower-case hex. */
  readonly sha256: string | undefined;
  readonly commit: string | undefined;
}

/**
 * Asks for the head of the file. The `X-Linked-*` headers stand on the redirect to the storage, so redirects are
 * followed by hand and only until those headers appear.
 */
async function askForFile(url: string, options: HuggingFaceOptions): Promise<Attempt<Announcement>> {
  let at = url;
  let commit: string | undefined;
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
    const reply = await head(at, options);
    if (options.signal?.aborted) throw cancelled();
    if (!(reply instanceof Response)) return { failure: networkFailure(reply.cause, { ...options, url }) };
    commit ??= reply.headers.get('x-repo-commit') ?? undefined;
    const linked = linkedFile(reply.headers);
    if (linked) return { value: { ...linked, commit } };
    const next = redirectOf(reply, at);
    if (!next) return settle(reply, at, url, commit, options.backboneName);
    at = next;
  }
  return {
    failure: contentFailure(`${url} redirects more than ${MOST_REDIRECTS} times. Check HF_ENDPOINT.`, false),
  };
}

async function head(url: string, options: RetryOptions): Promise<Response | { readonly cause: unknown }> {
  const watch = watchForStalls(options);
  try {
    const headers = { 'accept-encoding': 'identity' };
    return await fetch(url, { method: 'HEAD', redirect: 'manual', headers, signal: watch.signal });
  } catch (cause) {
    return { cause };
  } finally {
    watch.close();
  }
}

/** Size and hash of a file in large-file storage; the hash may be quoted and marked weak. */
function linkedFile(headers: Headers): Omit<Announcement, 'commit'> | undefined {
  const size = wholeNumber(headers.get('x-linked-size'));
  const etag = /^(?:W\/)?"?([0-9a-f]{64})"?$/i.exec(headers.get('x-linked-etag') ?? '')?.[1]?.toLowerCase();
  return size === undefined && etag === undefined ? undefined : { sizeBytes: size, sha256: etag };
}

function redirectOf(reply: Response, at: string): string | undefined {
  const location = reply.headers.get('location');
  return reply.status >= 300 && reply.status < 400 && location && URL.canParse(location, at)
    ? new URL(location, at).href
    : undefined;
}

/** The last reply without `X-Linked-*` headers: its own length, or nothing where storage or mirror refuses HEAD. */
function settle(
  reply: Response,
  at: string,
  asked: string,
  commit: string | undefined,
  backboneName: string | undefined,
): Attempt<Announcement> {
  if (reply.ok) {
    const compressed = reply.headers.has('content-encoding');
    const sizeBytes = compressed ? undefined : wholeNumber(reply.headers.get('content-length'));
    return { value: { sizeBytes, sha256: undefined, commit } };
  }
  const refusesHead = reply.status === 405 || reply.status === 501;
  const signedForGet = reply.status === 403 && new URL(at).origin !== new URL(asked).origin;
  if (refusesHead || signedForGet) return { value: { sizeBytes: undefined, sha256: undefined, commit } };
  return { failure: statusFailure(reply, { url: asked, backboneName }) };
}

/** The announced and the expected value, which must not contradict each other. */
function agreed<T>(
  what: string,
  url: string,
  announced: T | undefined,
  expected: T | undefined,
): T | undefined {
  if (announced !== undefined && expected !== undefined && announced !== expected) {
    const advice =
      'The file was replaced at its source; name the revision that was meant, or use another mirror.';
    throw contentFailure(
      `${url} has another ${what} than it should: found ${announced}, expected ${expected}. ${advice}`,
      false,
    ).error;
  }
  return expected ?? announced;
}
