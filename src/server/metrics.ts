import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Context } from '../context.ts';
import type { InspectionOutput } from '../operations/compute-tasks.ts';
import type { App } from './app-type.ts';

/** What routes count. */
export interface Metrics {
  inspected(category: string, output: InspectionOutput): void;
}

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60];

/** Counts requests and inspections and shows them to Prometheus at `/metrics`. */
export function addMetrics(app: App, { inspections }: Pick<Context, 'inspections'>): Metrics {
  const registers = [new Registry()];
  const registry = registers[0]!;
  collectDefaultMetrics({ register: registry });
  const requests = new Histogram({
    name: 'inspectai_http_request_seconds',
    help: 'Time from a request to its answer.',
    labelNames: ['method', 'route', 'status'],
    buckets: SECONDS,
    registers,
  });
  const verdicts = new Counter({
    name: 'inspectai_inspections_total',
    help: 'Inspections by category and verdict.',
    labelNames: ['category', 'verdict'],
    registers,
  });
  const inspecting = new Histogram({
    name: 'inspectai_inspection_seconds',
    help: 'Time from the decoded picture to the verdict.',
    labelNames: ['category'],
    buckets: SECONDS,
    registers,
  });
  addComputeGauges(registers, inspections);
  app.addHook('onResponse', async (request, reply) => {
    const labels = {
      method: request.method,
      route: request.routeOptions.url ?? 'none',
      status: reply.statusCode,
    };
    requests.observe(labels, reply.elapsedTime / 1000);
  });
  app.addHook('onClose', async () => registry.clear());
  app.get('/metrics', { config: { permission: 'read' }, schema: { hide: true } }, async (_, reply) =>
    reply.type(registry.contentType).send(await registry.metrics()),
  );
  return {
    inspected(category, { facts }) {
      verdicts.inc({ category, verdict: facts.decision });
      inspecting.observe({ category }, facts.inspection_ms / 1000);
    },
  };
}

function addComputeGauges(registers: Registry[], inspections: Context['inspections']): void {
  new Gauge({
    name: 'inspectai_inspections_waiting',
    help: 'Inspections that wait for a process.',
    registers,
    collect() {
      this.set(inspections.state().waiting);
    },
  });
  new Gauge({
    name: 'inspectai_compute_processes',
    help: 'Processes that inspect and are alive.',
    registers,
    collect() {
      this.set(inspections.state().alive);
    },
  });
}
