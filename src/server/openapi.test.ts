import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestServer, type TestServer } from '../../test/fixtures/test-server.ts';

const FILE = join(import.meta.dirname, '..', '..', 'openapi.json');
let server: TestServer;
let document: Record<string, Record<string, Record<string, Operation>>>;

interface Operation {
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
    const operations = Object.entries(document.paths!).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ name: `${method} ${path}`, operation })),
    );
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

  test('describes the form of a picture as one', () => {
    expect(document.paths!['/inspect']!.post).toMatchObject({
      requestBody: {
        content: {
          'multipart/form-data': { schema: { required: ['category', 'return_visualizations', 'image'] } },
        },
      },
    });
  });
});
