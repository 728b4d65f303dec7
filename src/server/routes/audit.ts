import Type from '#bundled/typebox';
import type { Context } from '../../context.ts';
import { InspectError } from '../../errors.ts';
import type { AuditEntry } from '../../history/audit.ts';
import { findAudit } from '../../history/find-audit.ts';
import { verifyAudit } from '../../history/verify-audit.ts';
import { answers } from '../answers.ts';
import type { App } from '../app-type.ts';

const tags = ['audit'];
const TextOrNull = Type.Union([Type.String(), Type.Null()]);
const Hash = Type.String({ pattern: '^[0-9a-f]{64}$' });
const Seq = Type.Integer({ minimum: 0 });
const Entry = Type.Object({
  seq: Type.Integer({ description: 'From 1, without gaps.' }),
  created_at: Type.String(),
  actor: Type.String(),
  action: Type.String(),
  subject: Type.String(),
  before: Type.Unknown(),
  after: Type.Unknown(),
  reason: TextOrNull,
  previous_hash: Type.String(),
  hash: Type.String(),
});
const Time = Type.Optional(Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\d', maxLength: 30 }));
const Name = Type.Optional(Type.String({ maxLength: 300 }));
const Query = Type.Object({
  actor: Name,
  action: Name,
  subject: Name,
  from: Time,
  before: Time,
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, description: '50 unless told.' })),
  cursor: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: Number.MAX_SAFE_INTEGER,
      description: '`next_cursor` of the page before.',
    }),
  ),
});
const Page = Type.Object({
  items: Type.Array(Entry),
  next_cursor: Type.Union([Type.Integer(), Type.Null()], { description: 'Null at the end.' }),
});
const Noted = Type.Object({ seq: Type.Optional(Seq), hash: Type.Optional(Hash) });
const Verification = Type.Object({
  sound: Type.Boolean(),
  entries: Type.Integer({ description: 'How many are sound, from the first.' }),
  end: Type.Object({ seq: Seq, hash: Hash }, { description: 'To be noted elsewhere.' }),
  fault: Type.Union([
    Type.Object({
      seq: Type.Integer(),
      kind: Type.Enum(['altered', 'missing', 'reordered', 'added']),
      message: Type.String(),
    }),
    Type.Null(),
  ]),
});
const LIMIT = 50;

/** `/api/v1/audit`: who did what, and whether the log is as it was written. */
export function addAuditRoutes(app: App, { history }: Pick<Context, 'history'>): void {
  app.get(
    '/api/v1/audit',
    {
      config: { permission: 'audit' },
      schema: {
        tags,
        operationId: 'listAudit',
        summary: 'The audit log, the newest first',
        querystring: Query,
        response: answers({ 200: Page }, ['invalid_argument']),
      },
    },
    async ({ query: { limit = LIMIT, cursor, ...filter } }) => {
      const entries = await findAudit(history, filter, { limit, beforeSeq: cursor });
      const next_cursor = entries.length === limit ? entries.at(-1)!.seq : null;
      return { items: entries.map(onWire), next_cursor };
    },
  );
  app.get(
    '/api/v1/audit/verification',
    {
      config: { permission: 'audit' },
      schema: {
        tags,
        operationId: 'verifyAudit',
        summary: 'Whether any entry was altered, removed, added or moved',
        description:
          'Reads the whole log. With `seq` and `hash` of an end that was noted elsewhere, a log that was written anew is found, too.',
        querystring: Noted,
        response: answers({ 200: Verification }, ['invalid_argument']),
      },
    },
    async ({ query: { seq, hash } }) => {
      if ((seq === undefined) !== (hash === undefined))
        throw new InspectError(
          'invalid_argument',
          'An end that was noted has both: send seq and hash, or neither.',
        );
      const noted = seq === undefined || hash === undefined ? {} : { noted: { seq, hash } };
      const { fault, entries, end } = await verifyAudit(history, noted);
      return { sound: fault === null, entries, end, fault };
    },
  );
}

function onWire({ before, after, ...entry }: AuditEntry) {
  return { ...entry, before: parsed(before), after: parsed(after) };
}

function parsed(json: string | null): unknown {
  return json === null ? null : JSON.parse(json);
}
