import { type context, type Span, SpanKind, SpanStatusCode, type Tracer } from '@opentelemetry/api';
import type { Context } from '../context.ts';
import type { App } from './app-type.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The request's span; null where no traces are collected. */
    span: Span | null;
  }
}

interface Tracing {
  readonly tracer: Tracer;
  /** The context that a request names in its header `traceparent`. */
  parentOf(headers: Readonly<Record<string, unknown>>): ReturnType<typeof context.active>;
  /** Sends what is still here, for a few seconds at most. */
  close(): Promise<void>;
}

const CLOSE_MS = 3_000;

/** Sends a span for every request to the OpenTelemetry collector of the configuration, if it names one. */
export async function addTracing(
  app: App,
  { config, software }: Pick<Context, 'config' | 'software'>,
): Promise<void> {
  app.decorateRequest('span', null);
  if (config.otlpEndpoint === null) return;
  const { tracer, parentOf, close } = await openTracing(config.otlpEndpoint, software.inspectai);
  app.addHook('onRequest', async request => {
    const { method, headers, routeOptions, id } = request;
    const route = routeOptions.url ?? 'none';
    const attributes = { 'http.request.method': method, 'http.route': route, 'inspectai.request_id': id };
    request.span = tracer.startSpan(
      `${method} ${route}`,
      { kind: SpanKind.SERVER, attributes },
      parentOf(headers),
    );
  });
  app.addHook('onResponse', async ({ span }, { statusCode }) => {
    span?.setAttribute('http.response.status_code', statusCode);
    if (statusCode >= 500) span?.setStatus({ code: SpanStatusCode.ERROR });
    span?.end();
  });
  app.addHook('onClose', close);
}

/** The libraries are loaded only here: they are large, and few plants collect traces. */
async function openTracing(endpoint: string, version: string): Promise<Tracing> {
  const { defaultTextMapGetter, ROOT_CONTEXT } = await import('@opentelemetry/api');
  const { W3CTraceContextPropagator } = await import('@opentelemetry/core');
  const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-http');
  const { resourceFromAttributes } = await import('@opentelemetry/resources');
  const { BasicTracerProvider, BatchSpanProcessor } = await import('@opentelemetry/sdk-trace-base');
  const exporter = new OTLPTraceExporter({ url: `${endpoint.replace(/\/+$/, '')}/v1/traces` });
  const provider = new BasicTracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'inspectai', 'service.version': version }),
    spanProcessors: [new BatchSpanProcessor(exporter, { exportTimeoutMillis: CLOSE_MS })],
  });
  const propagator = new W3CTraceContextPropagator();
  return {
    tracer: provider.getTracer('inspectai', version),
    parentOf: headers => propagator.extract(ROOT_CONTEXT, headers, defaultTextMapGetter),
    close: () => provider.shutdown().catch(() => undefined), // a collector that is gone holds nothing up
  };
}
