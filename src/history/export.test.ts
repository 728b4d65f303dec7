import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anInspection } from '../../test/inspections.ts';
import type { Inspection, NewInspection } from '../schemas/inspection.ts';
import { inspectionsAsCsv, inspectionsAsJsonLines } from './export.ts';

function recorded(changes: Partial<NewInspection> = {}): Inspection {
  return {
    id: '01954f00-0000-7000-8000-000000000000',
    created_at: '2025-03-01T10:00:00.000Z',
    ...anInspection(changes),
    review_id: null,
    reviewed_at: null,
    reviewed_by: null,
    final_decision: null,
    pictures_removed_at: null,
  };
}

async function* stream(...inspections: Inspection[]) {
  yield* inspections;
}

async function textOf(pieces: AsyncIterable<string>): Promise<string> {
  let text = '';
  for await (const piece of pieces) text += piece;
  return text;
}

async function csvRows(...inspections: Inspection[]): Promise<Record<string, string>[]> {
  return parse(await textOf(inspectionsAsCsv(stream(...inspections))), { columns: true });
}

describe('as CSV', () => {
  test('an inspection is a line, nulls are empty, numbers keep their digits', async () => {
    const [row] = await csvRows(recorded({ anomaly_score: -1 / 3, lot: null }));
    expect(row).toMatchObject({ serial: 'S-1', lot: '', anomaly_score: String(-1 / 3), regions: '1' });
  });

  test('no text begins like a formula, and all of it comes back', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc
          .tuple(fc.constantFrom('', '=', '+', '-', '@', '＝', '"', "'"), fc.string())
          .map(parts => parts.join('')),
        async text => {
          const [row] = await csvRows(recorded({ serial: text, reason: text }));
          expect(row!.reason).toBe(row!.serial);
          expect(row!.serial!.replace(/^'(?='*[=+\-@\t\r\n＝＋－＠])/, '')).toBe(text);
          expect(row!.serial).not.toMatch(/^[=+\-@\t\r\n＝＋－＠]/);
        },
      ),
      { examples: [["'+"], ["''=1"]] },
    );
  });

  test('no inspections give the header alone', async () => {
    expect(await textOf(inspectionsAsCsv(stream()))).toMatch(/^id,created_at,[a-z0-9_,]+\r\n$/);
  });
});

describe('as JSON Lines', () => {
  test('every inspection is a line with all of it', async () => {
    const inspections = [recorded(), recorded({ reason: 'two\nlines' })];
    const lines = (await textOf(inspectionsAsJsonLines(stream(...inspections)))).trimEnd().split('\n');
    expect(lines.map(line => JSON.parse(line))).toEqual(inspections);
  });
});
