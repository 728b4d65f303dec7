import type { Context } from '../../context.ts';
import { latencyOf } from '../../history/latencies.ts';
import { countByValue, countOutcomes } from '../../history/outcome-counts.ts';
import { countPlaces, countReasons } from '../../history/pareto.ts';
import { plantSettings } from '../../history/plant-settings.ts';
import { historyDrift } from '../../operations/history-drift.ts';
import { yieldOf, yieldOverTime } from '../../operations/yield-over-time.ts';
import { answers } from '../answers.ts';
import type { App } from '../app-type.ts';
import { filterOf } from '../review-schemas.ts';
import {
  DimensionPath,
  DriftAnswer,
  DriftQuery,
  FilteredQuery,
  GroupQuery,
  Groups,
  LatencyAnswer,
  Pareto,
  ParetoQuery,
  YieldAnswer,
  YieldQuery,
} from '../statistics-schemas.ts';
import { toJson } from '../to-json.ts';

const tags = ['statistics'];

/** `/api/v1/statistics`: yield, groups, reasons and places, latency, drift; all of them of a filter. */
export function addStatisticsRoutes(app: App, context: Context): void {
  const { history } = context;
  app.get(
    '/api/v1/statistics/yield',
    {
      config: { permission: 'read' },
      schema: {
        tags,
        operationId: 'getYield',
        summary: 'Yield before and after review, over time',
        querystring: YieldQuery,
        response: answers({ 200: YieldAnswer }, ['invalid_argument']),
      },
    },
    async ({ query: { bucket = 'day', time_zone, shifts: given, ...query } }) => {
      const filter = filterOf(query);
      const plant = await plantSettings(history);
      const timeZone = time_zone ?? plant.time_zone;
      const shifts = given?.split(',') ?? plant.shift_starts;
      const buckets = await yieldOverTime(history, filter, { bucket, timeZone, shifts });
      const total = yieldOf(await countOutcomes(history, filter));
      return toJson({ bucket, time_zone: timeZone, total, buckets });
    },
  );
  app.get(
    '/api/v1/statistics/by/:dimension',
    {
      config: { permission: 'read' },
      schema: {
        tags,
        operationId: 'getYieldByValue',
        summary: 'Yield by category, version, line, station, lot or operator',
        params: DimensionPath,
        querystring: GroupQuery,
        response: answers({ 200: Groups }, ['invalid_argument']),
      },
    },
    async ({ params: { dimension }, query: { limit = 100, ...query } }) => {
      const groups = await countByValue(history, filterOf(query), dimension, limit);
      return toJson({
        dimension,
        groups: groups.map(({ value, ...counts }) => ({ value, ...yieldOf(counts) })),
      });
    },
  );
  addCauses(app, context);
  app.get(
    '/api/v1/statistics/drift',
    {
      config: { permission: 'read' },
      schema: {
        tags,
        operationId: 'getDrift',
        summary: 'Control charts of a category: rejects, scores, and the evidence of a change',
        description:
          'As `inspectai drift`, over the history: the calibration of the model is what is normal. Each signal names the inspections behind it.',
        querystring: DriftQuery,
        response: answers({ 200: DriftAnswer }, [
          'invalid_argument',
          'data_not_found',
          'data_invalid',
          'model_not_found',
          'model_damaged',
          'model_version',
        ]),
      },
    },
    async ({ query: { limit = 2_000, batch = 50, reject_rate: rejectShare, ...query } }) => {
      const filter = { ...filterOf(query), category: query.category };
      return toJson(await historyDrift(context, { filter, limit, batch, rejectShare }));
    },
  );
}

function addCauses(app: App, { history }: Context): void {
  app.get(
    '/api/v1/statistics/pareto',
    {
      config: { permission: 'read' },
      schema: {
        tags,
        operationId: 'getPareto',
        summary: 'What parts are rejected for, and where, the most frequent first',
        querystring: ParetoQuery,
        response: answers({ 200: Pareto }, ['invalid_argument']),
      },
    },
    async ({ query: { cells = 8, ...query } }) => {
      const filter = filterOf(query);
      const reasons = await countReasons(history, filter);
      return toJson({ reasons, cells, places: await countPlaces(history, filter, cells) });
    },
  );
  app.get(
    '/api/v1/statistics/latency',
    {
      config: { permission: 'read' },
      schema: {
        tags,
        operationId: 'getLatency',
        summary: 'How long inspections took, from the decoded picture to the verdict',
        querystring: FilteredQuery,
        response: answers({ 200: LatencyAnswer }, ['invalid_argument']),
      },
    },
    async ({ query }) => latencyOf(history, filterOf(query)),
  );
}
