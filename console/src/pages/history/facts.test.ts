import { expect, test } from 'vitest';
import type { Inspection } from '../../api/types.ts';
import { de } from '../../i18n/de/index.ts';
import { formatOf } from '../../i18n/format.ts';
import { factsOf } from './facts.ts';

const SENTENCE = 'the picture is darker than the training pictures';
const inspection = {
  created_at: '2026-01-15T05:00:00.000Z',
  decision: 'REVIEW',
  anomaly_score: 1,
  threshold: 2,
  review_threshold: 1,
  p_value: null,
  region_of_interest: null,
  map_sha256: null,
  input_findings: [{ reading: 'brightness', sentence: SENTENCE }],
  timings: { load_ms: 1, inspection_ms: 20, warm_up_ms: 3 },
  picture: {},
  backbone: {},
  software: {},
  alignment: null,
} as unknown as Inspection;

test('findings and times are named in the language, and what the server says is marked as English', () => {
  const groups = factsOf(inspection, de, formatOf('de', 'UTC'));
  const membersOf = (title: string) => groups.find(group => group.title === title)!.facts;
  expect(membersOf(de.inspection.groups.input)).toEqual([
    { name: 'Helligkeit', value: SENTENCE, lang: 'en' },
  ]);
  expect(membersOf(de.inspection.groups.timings).map(({ name }) => name)).toEqual([
    'Laden des Modells',
    'Prüfung',
    'warm up',
  ]);
});
