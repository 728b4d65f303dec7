import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestServer, type TestServer } from '../../test/fixtures/test-server.ts';

const EXAMPLES = join(import.meta.dirname, '..', '..', 'docs', 'examples');
let server: TestServer;
beforeAll(async () => {
  server = await openTestServer();
});
afterAll(() => server?.close());

const example = (name: string) => readFile(join(EXAMPLES, name), 'utf8');

test('a study of verdicts is answered with the figures of the manual, and as a page', async () => {
  const csv = await example('attribute-study.csv');
  const answer = await server.post('/api/v1/studies', { category: 'manual', name: 'attribute.csv', csv });
  expect(answer.status, answer.text).toBe(200);
  const { verdict, study_file, agreement } = answer.json();
  expect({ verdict, study_file }).toEqual({ verdict: 'bad', study_file: 'attribute.csv' });
  const pairs = (agreement as { pairs: { kappa: { kappa: number } }[] }).pairs;
  expect(pairs.map(({ kappa }) => kappa.kappa.toFixed(2))).toEqual(['0.86', '0.78', '0.79']);
  const page = await server.post('/api/v1/studies?format=html', { category: '<b>', csv });
  expect(page.headers['content-type']).toContain('text/html');
  expect(page.text).toContain('&lt;b&gt;');
  expect(page.text).not.toContain('<b>');
});

test('a study of scores takes a tolerance', async () => {
  const csv = await example('score-study.csv');
  const answer = await server.post('/api/v1/studies', { category: 'manual', csv, tolerance: 8 });
  expect(answer.status, answer.text).toBe(200);
  expect(answer.json()).toMatchObject({ verdict: 'marginal', agreement: null });
});

test('a study that cannot be analysed is refused with its line, and no file of the server is read', async () => {
  const refused = async (csv: string, more: object = {}) => {
    const answer = await server.post('/api/v1/studies', { category: 'part', csv, ...more });
    expect(answer.status, answer.text).toBe(422);
    return String(answer.json().detail);
  };
  expect(await refused('part,appraiser,verdict\n1,Ann,maybe\n')).toMatch(
    /study\.csv, line 2: column verdict/,
  );
  expect(await refused('part,appraiser,image\n1,station,/etc/passwd\n')).toMatch(/brings verdict or score/);
  expect(await refused('part,appraiser,verdict\n1,Ann,PASS\n', { machines: ['Bob'] })).toContain('"Bob"');
  expect(await refused('part,appraiser,verdict\n1,Ann,PASS\n', { tolerance: 0 })).toContain('tolerance');
});
