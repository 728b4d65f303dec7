import { Readable } from 'node:stream';
import Type from '#bundled/typebox';
import type { Context } from '../../context.ts';
import { inspectionsAsCsv, inspectionsAsJsonLines } from '../../history/export.ts';
import { streamInspections } from '../../history/list-inspections.ts';
import type { Inspection } from '../../schemas/inspection.ts';
import { answers, fileOf } from '../answers.ts';
import type { App } from '../app-type.ts';
import { FilterQuery, filterOf } from '../review-schemas.ts';

interface Format {
  readonly name: 'csv' | 'jsonl';
  readonly type: string;
  readonly summary: string;
  write(inspections: AsyncIterable<Inspection>): AsyncIterable<string>;
}

const FORMATS: readonly Format[] = [
  {
    name: 'csv',
    type: 'text/csv',
    summary: 'Inspections as CSV, oldest first',
    write: inspectionsAsCsv,
  },
  {
    name: 'jsonl',
    type: 'application/x-ndjson',
    summary: 'Inspections as JSON Lines with all that is known of them, oldest first',
    write: inspectionsAsJsonLines,
  },
];
/** Characters that are sent together. */
const PIECE = 65_536;

/** `/api/v1/inspections.csv` and `.jsonl`: as many as there are, in pieces, as fast as the client takes them. */
export function addExportRoutes(app: App, { history }: Pick<Context, 'history'>): void {
  for (const { name, type, summary, write } of FORMATS)
    app.get(
      `/api/v1/inspections.${name}`,
      {
        config: { permission: 'export' },
        schema: {
          tags: ['inspections'],
          operationId: `exportInspectionsAs${name === 'csv' ? 'Csv' : 'JsonLines'}`,
          summary,
          querystring: Type.Object(FilterQuery),
          response: answers({ 200: fileOf(type) }, ['invalid_argument']),
        },
      },
      async ({ query }, reply) => {
        const gone = new AbortController();
        reply.raw.once('close', () => gone.abort());
        const rows = streamInspections(history, filterOf(query), gone.signal);
        return reply
          .type(`${type}; charset=utf-8`)
          .header('content-disposition', `attachment; filename="inspections.${name}"`)
          .send(Readable.from(inPieces(write(rows)), { highWaterMark: 1 }));
      },
    );
}

async function* inPieces(lines: AsyncIterable<string>): AsyncGenerator<string> {
  let piece = '';
  for await (const line of lines) {
    piece += line;
    if (piece.length < PIECE) continue;
    yield piece;
    piece = '';
  }
  if (piece !== '') yield piece;
}
