import createClient, { type Middleware } from 'openapi-fetch';
import type { paths } from './schema.gen.ts';

/** What the server says went wrong, after RFC 9457. */
export class ApiProblem extends Error {
  readonly status: number;
  /** Stable, for programs; `offline` when the server could not be reached. */
  readonly code: string;
  readonly requestId: string | null;
  /** Further members of the problem. */
  readonly more: Readonly<Record<string, unknown>>;

  constructor(status: number, problem: Readonly<Record<string, unknown>>) {
    const { detail, code, request_id: requestId, ...more } = problem;
    super(typeof detail === 'string' ? detail : `HTTP ${status}`);
    this.name = 'ApiProblem';
    this.status = status;
    this.code = typeof code === 'string' ? code : 'internal';
    this.requestId = typeof requestId === 'string' ? requestId : null;
    this.more = more;
  }
}

let csrfToken: string | null = null;
const onLoggedOut = new Set<() => void>();

/** The token that changes need while a session lasts; null without one. */
export function setCsrfToken(token: string | null): void {
  csrfToken = token;
}

/** Calls back when the server no longer knows the session. */
export function whenLoggedOut(callback: () => void): () => void {
  onLoggedOut.add(callback);
  return () => void onLoggedOut.delete(callback);
}

/** Headers of a request that changes something and is not made by `api`, such as an upload with progress. */
export function changeHeaders(): Record<string, string> {
  return csrfToken === null ? {} : { 'X-CSRF-Token': csrfToken };
}

const protect: Middleware = {
  onRequest({ request }) {
    if (request.method !== 'GET')
      for (const [name, value] of Object.entries(changeHeaders())) request.headers.set(name, value);
  },
  async onResponse({ response }) {
    if (!response.ok) throw await problemOf(response);
  },
  onError({ error }) {
    if (error instanceof ApiProblem || (error instanceof DOMException && error.name === 'AbortError')) return;
    return new ApiProblem(0, { code: 'offline', detail: 'The server cannot be reached.' });
  },
};

/** Every path of the server with its types. Whatever is not answered with 2xx is thrown as an ApiProblem. */
export const api = createClient<paths>({ baseUrl: window.location.origin });
api.use(protect);

/** What a response that was refused says. */
export async function problemOf(response: Response): Promise<ApiProblem> {
  const problem: unknown = await response.json().catch(() => ({}));
  const found = new ApiProblem(response.status, problem as Readonly<Record<string, unknown>>);
  if (response.status === 401) for (const callback of onLoggedOut) callback();
  return found;
}

/** The data of an answer; to be used as `dataOf(api.GET(...))`. */
export async function dataOf<Data>(
  answer: Promise<{ readonly data?: Data; readonly response: Response }>,
): Promise<Exclude<Data, undefined>> {
  return (await answer).data as Exclude<Data, undefined>;
}
