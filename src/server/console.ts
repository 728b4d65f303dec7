import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import staticFiles from '@fastify/static';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { App } from './app-type.ts';
import { RequestError } from './problems.ts';

/** The built console; the same place from `src/server/` and from `dist/server/`. */
const FOLDER = fileURLToPath(new URL('../../dist/console/', import.meta.url));
/** Addresses that the console's own router knows; `/categories` belongs to the first product. */
const PAGES = [
  '/',
  '/line',
  '/history',
  '/history/:id',
  '/review',
  '/models',
  '/models/*',
  '/monitor',
  '/reports',
  '/reports/*',
  '/settings',
  '/settings/*',
];
const FILES = ['/icon.svg', '/theme.js', '/licences.json'];
const hidden = { config: { permission: 'public' }, schema: { hide: true } } as const;

/** Scripts only from here; styles also inline, as dialogs and charts set them; pictures also from the page itself. */
const CONTENT_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "media-src 'self' blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "frame-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

/** Serves the console: its pages, which are one file, and what that loads. It asks for a login by itself. */
export async function addConsole(app: App): Promise<void> {
  // The build has left compressed copies beside the files; where there is none the file itself is sent.
  await app.register(staticFiles, { root: FOLDER, serve: false, preCompressed: true });
  for (const page of PAGES) app.get(page, hidden, (_, reply) => sendConsole(reply));
  for (const file of FILES) app.get(file, hidden, (_, reply) => reply.sendFile(file.slice(1)));
  app.get('/assets/:name', hidden, (request, reply) => {
    const { name } = request.params as { readonly name: string };
    return reply.sendFile(`assets/${name}`, { maxAge: '365d', immutable: true }); // its name holds its hash
  });
}

/** Whether somebody opens an address in a browser, who is better told by a page than by a problem document. */
export function isOpenedInBrowser({ method, headers, url }: FastifyRequest): boolean {
  const isProgramPath = /^\/(api|docs|health|metrics|inspect|model|categories|openapi)\b/.test(url);
  return method === 'GET' && !isProgramPath && headers.accept?.includes('text/html') === true;
}

/** @throws RequestError `not_found` in a source tree where the console was not built. */
export function sendConsole(reply: FastifyReply): FastifyReply {
  if (!existsSync(`${FOLDER}index.html`))
    throw new RequestError('not_found', 'The console is not built. Run "npm run build", or use /docs.');
  return reply
    .header('content-security-policy', CONTENT_POLICY)
    .header('cache-control', 'no-cache')
    .sendFile('index.html', { cacheControl: false });
}
