import { sha256 } from '../../files.ts';
import type { App } from '../app-type.ts';

const STYLE = `
body { font: 16px/1.5 system-ui, sans-serif; color: #1d2433; background: #f4f5f8; margin: 0; }
main { max-width: 38rem; margin: 10vh auto; padding: 2rem 2.5rem; background: #fff; border: 1px solid #d9dde6; border-radius: 8px; }
h1 { margin: 0 0 .5rem; font-size: 1.6rem; }
code { background: #eef0f5; padding: .1em .35em; border-radius: 4px; }
a { color: #3740a8; }`;

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>InspectAI</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>InspectAI is running</h1>
<p>This server inspects photographs of products. Programs send a picture to <code>POST /inspect</code> or
<code>POST /api/v1/inspections</code> and get PASS, REVIEW or FAIL with the reason.</p>
<ul>
<li><a href="/docs">What programs can ask</a>, to read and to try (<a href="/openapi.json">openapi.json</a>)</li>
<li><a href="/categories">Categories</a> that have a model</li>
<li><a href="/health/ready">Is everything in order?</a> and <a href="/metrics">figures for monitoring</a></li>
</ul>
</main>
</body>
</html>
`;

/** The page for people who open the address in a browser. */
export function addFrontPage(app: App): void {
  const hash = Buffer.from(sha256(STYLE), 'hex').toString('base64');
  const policy = `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; frame-ancestors 'none'`;
  app.get('/', { config: { permission: 'public' }, schema: { hide: true } }, async (_, reply) =>
    reply.header('content-security-policy', policy).type('text/html; charset=utf-8').send(PAGE),
  );
}
