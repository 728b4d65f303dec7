import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import Fastify from 'fastify';
import { afterEach, expect, test } from 'vitest';
import type { Config } from '../config.ts';
import { loadConfig } from '../load-config.ts';
import type { App } from './app-type.ts';
import { addTracing } from './tracing.ts';

const SOFTWARE = { inspectai: '1.2.3', onnxruntime: '', node: '', platform: '', device: '' };
let collector: Server | undefined;
afterEach(() => collector?.close());

interface Sent {
  readonly path: string | undefined;
  readonly spans: readonly Record<string, unknown>[];
}

/** A collector that remembers what it was sent. */
async function openCollector(): Promise<{ readonly endpoint: string; readonly sent: Sent[] }> {
  const sent: Sent[] = [];
  collector = createServer((request, reply) => {
    let body = '';
    request.on('data', chunk => {
      body += chunk;
    });
    request.on('end', () => {
      const { resourceSpans } = JSON.parse(body);
      sent.push({ path: request.url, spans: resourceSpans[0].scopeSpans[0].spans });
      reply.end('{}');
    });
  });
  await new Promise<void>(resolve => collector!.listen(0, '127.0.0.1', resolve));
  return { endpoint: `http://127.0.0.1:${(collector.address() as AddressInfo).port}`, sent };
}

async function appWith(config: Config): Promise<App> {
  const app = Fastify() as unknown as App;
  await addTracing(app, { config, software: SOFTWARE });
  app.get('/parts/:id', async ({ params }) => params);
  return app;
}

test('every request is a span of the trace that it names, and all are sent before the server ends', async () => {
  const { endpoint, sent } = await openCollector();
  const { config } = loadConfig({}, undefined, { OTEL_EXPORTER_OTLP_ENDPOINT: `${endpoint}/` });
  const app = await appWith(config);
  const traceId = '0af7651916cd43dd8448eb211c80319c';
  const traceparent = `00-${traceId}-b7ad6b7169203331-01`;
  await app.inject({ url: '/parts/7', headers: { traceparent } });
  await app.inject({ url: '/nothing' });
  await app.close();
  expect(sent.map(({ path }) => path)).toEqual(['/v1/traces']);
  const [named, unknown] = sent[0]!.spans;
  expect(named).toMatchObject({ name: 'GET /parts/:id', traceId, parentSpanId: 'b7ad6b7169203331', kind: 2 });
  expect(named!.attributes).toContainEqual({ key: 'http.response.status_code', value: { intValue: 200 } });
  expect(unknown).toMatchObject({ name: 'GET none' });
  expect(unknown!.traceId).not.toBe(traceId);
});

test('a collector that is gone disturbs no request and does not hold the end up', async () => {
  const { config } = loadConfig({ otlpEndpoint: 'http://127.0.0.1:9' }, undefined, {});
  const app = await appWith(config);
  expect((await app.inject({ url: '/parts/7' })).json()).toEqual({ id: '7' });
  const started = performance.now();
  await app.close();
  expect(performance.now() - started).toBeLessThan(10_000);
});

test('without a collector requests have no span', async () => {
  const app = await appWith(loadConfig({}, undefined, {}).config);
  app.get('/span', async request => ({ span: request.span }));
  expect((await app.inject({ url: '/span' })).json()).toEqual({ span: null });
  await app.close();
});
