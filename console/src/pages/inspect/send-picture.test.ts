import { beforeAll, expect, test, vi } from 'vitest';

// The client asks for the page's address when it is loaded.
vi.stubGlobal('window', { location: { origin: 'http://127.0.0.1' } });
let sending: typeof import('./send-picture.ts');
let client: typeof import('../../api/client.ts');
beforeAll(async () => {
  sending = await import('./send-picture.ts');
  client = await import('../../api/client.ts');
});

const refuse = (status: number, code: string, retryAfter: string | null = null) =>
  sending.refused(new client.ApiProblem(status, { code, detail: 'What was found.' }), retryAfter);

test('a busy server is asked again when it says so', () => {
  expect(refuse(503, 'overloaded', '7')).toEqual({ kind: 'hold', hold: 'busy', waitMs: 7_000 });
  expect(refuse(503, 'overloaded')).toMatchObject({ hold: 'busy' });
  expect(refuse(503, 'overloaded', '9999')).toMatchObject({ waitMs: 60_000 });
});

test('a server that stops, or has no database, is waited for', () => {
  expect(refuse(503, 'stopping')).toMatchObject({ kind: 'hold', hold: 'offline' });
  expect(refuse(503, 'database_unavailable')).toMatchObject({ kind: 'hold', hold: 'offline' });
});

test('a session that has ended holds the queue, not the picture', () => {
  expect(refuse(401, 'unauthenticated')).toMatchObject({ kind: 'hold', hold: 'logged_out' });
});

test('a picture that cannot be inspected fails in the words of the server', () => {
  expect(refuse(422, 'image_unreadable')).toEqual({ kind: 'failed', problem: 'What was found.' });
  expect(refuse(503, 'model_damaged')).toEqual({ kind: 'failed', problem: 'What was found.' });
});

test('what stands between here and a server that is away says so in its own way', () => {
  expect(refuse(502, 'internal')).toMatchObject({ kind: 'hold', hold: 'offline' });
  expect(refuse(504, 'internal')).toMatchObject({ kind: 'hold', hold: 'offline' });
});
