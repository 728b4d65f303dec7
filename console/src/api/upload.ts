import { ApiProblem, changeHeaders, problemOf } from './client.ts';

/** How an upload is watched and stopped. */
export interface UploadOptions {
  readonly signal: AbortSignal;
  /** Share of 1 that has been sent. */
  onProgress(share: number): void;
  readonly contentType?: string;
}

/**
 * Sends a form or a file and tells how far it is, which `fetch` cannot.
 *
 * @returns the JSON of the answer
 * @throws ApiProblem for what the server refused, with code `offline` when it could not be reached; an AbortError.
 */
export function upload<Answer>(
  path: string,
  body: FormData | Blob,
  { signal, onProgress, contentType }: UploadOptions,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', path);
    for (const [name, value] of Object.entries(changeHeaders())) request.setRequestHeader(name, value);
    if (contentType !== undefined) request.setRequestHeader('content-type', contentType);
    request.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0);
    request.onload = () => {
      if (request.status < 300) resolve(JSON.parse(request.responseText) as Answer);
      else void problemOf(new Response(request.responseText, { status: request.status })).then(reject);
    };
    request.onerror = () =>
      reject(new ApiProblem(0, { code: 'offline', detail: 'The server cannot be reached.' }));
    request.onabort = () => reject(new DOMException('The upload was stopped.', 'AbortError'));
    signal.addEventListener('abort', () => request.abort(), { once: true });
    if (signal.aborted) request.abort();
    request.send(body);
  });
}
