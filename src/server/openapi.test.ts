import { join } from 'node:path';
import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestServer, type TestServer } from '../../test/fixtures/test-server.ts';

const FILE = join(import.meta.dirname, '..', '..', 'openapi.json');
let server: TestServer;
let document: Record<string, Record<string, Record<string, Operation>>>;

interface Operation {
  readonly 'x-permission'?: string;
  readonly security?: readonly object[];
  readonly parameters?: readonly object[];
  readonly requestBody?: object;
  readonly summary?: string;
  readonly responses: Readonly<Record<string, { readonly description?: string; readonly content?: object }>>;
}

beforeAll(async () => {
  server = await openTestServer();
  document = (await server.get('/openapi.json')).json() as typeof document;
});
afterAll(() => server?.close());

describe('openapi.json', () => {
  test('is what the server says of itself; `npx vitest run src/server/openapi.test.ts -u` writes it', async () => {
    await expect(`${JSON.stringify(document, null, 2)}\n`).toMatchFileSnapshot(FILE);
  });

  test('is OpenAPI 3.1 and declares what can go wrong in every operation', () => {
    expect(document).toMatchObject({ openapi: '3.1.0' });
    const operations = operationsOf(document);
    expect(operations.length).toBeGreaterThan(15);
    for (const { name, operation } of operations) {
      expect(operation.summary, name).toBeTruthy();
      expect(Object.keys(operation.responses), name).toEqual(expect.arrayContaining(['400', '500']));
      const problems = Object.entries(operation.responses).filter(([status]) => Number(status) >= 400);
      for (const [status, { content }] of problems.filter(
        ([status]) => status !== '503' || !name.includes('ready'),
      ))
        expect(Object.keys(content ?? {}), `${name} ${status}`).toEqual(['application/problem+json']);
    }
  });

  test('is valid by the schema of OpenAPI 3.1', async () => {
    const { valid, errors } = await new Validator().validate(structuredClone(document));
    expect(errors ?? []).toEqual([]);
    expect(valid).toBe(true);
  });

  test('declares for every kind of operation what all of its kind may answer', () => {
    for (const { name, method, operation } of operationsOf(document)) {
      const statuses = Object.keys(operation.responses);
      if (operation['x-permission'] !== 'public')
        expect(statuses, name).toEqual(expect.arrayContaining(['401', '403', '409', '503', '507']));
      if (method !== 'get') expect(statuses, name).toEqual(expect.arrayContaining(['408', '413', '415']));
      if (operation.parameters ?? operation.requestBody) expect(statuses, name).toContain('422');
    }
  });

  test('asks for no login where none is needed, else for a key or a session', () => {
    expect(document).toMatchObject({
      security: [{ api_key: [] }, { session: [] }],
      components: { securitySchemes: { session: { type: 'apiKey', in: 'cookie' } } },
    });
    for (const { name, operation } of operationsOf(document))
      expect(operation.security, name).toEqual(operation['x-permission'] === 'public' ? [] : undefined);
  });

  test('describes the form of a picture as one, and needs of it what has no default', () => {
    expect(document.paths!['/inspect']!.post).toMatchObject({
      requestBody: {
        content: { 'multipart/form-data': { schema: { required: ['category', 'image'] } } },
      },
    });
  });

  test('names the types of what is no JSON', () => {
    for (const [path, ...types] of [
      ['/api/v1/inspections.csv', 'text/csv'],
      ['/api/v1/inspections.jsonl', 'application/x-ndjson'],
      ['/api/v1/live', 'text/event-stream'],
      ['/api/v1/jobs/{id}/events', 'text/event-stream'],
      ['/api/v1/inspections/{id}/overlay', 'image/png'],
      ['/api/v1/reports/shift', 'text/html', 'application/json'],
      ['/api/v1/models/{category}/versions/{version}/download', 'application/zip'],
    ] as const)
      expect(Object.keys(document.paths![path]!.get!.responses['200']!.content!), path).toEqual(types);
  });
});

function operationsOf({ paths }: typeof document) {
  return Object.entries(paths!).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ name: `${method} ${path}`, method, operation })),
  );
}
