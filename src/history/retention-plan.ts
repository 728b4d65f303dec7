import { InspectError, throwIfCancelled } from '../errors.ts';
import type { Verdict } from '../schemas/inspection.ts';
import { blobTotals } from './blobs.ts';
import type { History } from './database.ts';

/** How long pictures and maps are kept; null is for ever. REVIEW and FAIL are kept at least as long as PASS. */
export interface RetentionPolicy {
  readonly days: Readonly<Record<Verdict, number | null>>;
  /** When blobs take more than this, the oldest go: first PASS, then REVIEW, then FAIL. Null is no limit. */
  readonly budgetBytes: number | null;
}

/** Why an inspection's pictures go. */
export interface Departure {
  readonly id: string;
  readonly decision: Verdict;
  readonly because: 'age' | 'budget';
}

/** What would go. */
export interface RetentionPlan {
  readonly inspections: readonly Departure[];
  readonly of: Readonly<Record<Verdict, number>>;
  readonly bytes: number;
  /** By how much the blobs that are left would still exceed the budget. */
  readonly overBudgetBytes: number;
}

/** In the order in which they go. */
const ORDER: readonly Verdict[] = ['PASS', 'REVIEW', 'FAIL'];
const CHUNK = 200;
const DAY_MS = 86_400_000;

/**
 * Says whose pictures a policy does not keep, without touching anything.
 *
 * @throws InspectError `invalid_argument` for a policy that cannot be, such as one that keeps PASS longer than FAIL.
 */
export async function planRetention(
  db: History,
  policy: RetentionPolicy,
  now = new Date(),
  signal?: AbortSignal,
): Promise<RetentionPlan> {
  checkPolicy(policy);
  const going = { inspections: [] as Departure[], bytes: 0, uses: new Map<string, number>() };
  const { bytes: total } = await blobTotals(db);
  for (const because of ['age', 'budget'] as const) {
    for (const decision of ORDER) {
      const days = policy.days[decision];
      if (because === 'age' && days === null) continue;
      if (because === 'budget' && policy.budgetBytes === null) continue;
      const before = because === 'age' ? new Date(now.getTime() - days! * DAY_MS).toISOString() : null;
      const taken = new Set(going.inspections.map(({ id }) => id));
      for await (const { id, freed } of candidates(db, {
        decision,
        before,
        uses: going.uses,
        taken,
        signal,
      })) {
        if (because === 'budget' && total - going.bytes <= policy.budgetBytes!) break;
        going.inspections.push({ id, decision, because });
        going.bytes += freed();
      }
    }
  }
  const count = (verdict: Verdict) => going.inspections.filter(({ decision }) => decision === verdict).length;
  return {
    inspections: going.inspections,
    of: { PASS: count('PASS'), REVIEW: count('REVIEW'), FAIL: count('FAIL') },
    bytes: going.bytes,
    overBudgetBytes: Math.max(0, total - going.bytes - (policy.budgetBytes ?? total)),
  };
}

/** @throws InspectError `invalid_argument` for a policy that cannot be, such as one that keeps PASS longer than FAIL. */
export function checkPolicy({ days, budgetBytes }: RetentionPolicy): void {
  const numbers = [...Object.values(days), budgetBytes];
  const wrong = numbers.find(value => value !== null && !(value >= 0 && Number.isFinite(value)));
  if (wrong !== undefined)
    throw new InspectError(
      'invalid_argument',
      `A retention of ${wrong} was asked for; expected days and bytes from 0, or null for no limit.`,
    );
  const [pass, review, fail] = ORDER.map(verdict => days[verdict] ?? Number.POSITIVE_INFINITY);
  if (review! < pass! || fail! < pass!)
    throw new InspectError(
      'invalid_argument',
      `Pictures of PASS would be kept for ${days.PASS ?? 'unlimited'} days, of REVIEW for ${days.REVIEW ?? 'unlimited'} and of FAIL for ${days.FAIL ?? 'unlimited'}. Keep REVIEW and FAIL at least as long as PASS.`,
    );
}

interface Search {
  readonly decision: Verdict;
  readonly before: string | null;
  /** How many uses of a blob are left once the inspections before are gone; changed by `freed`. */
  readonly uses: Map<string, number>;
  readonly taken: ReadonlySet<string>;
  readonly signal: AbortSignal | undefined;
}

/** Inspections that have pictures, oldest first, and what the removal of each frees. */
async function* candidates(db: History, search: Search) {
  let after = { created_at: '', id: '' };
  for (;;) {
    throwIfCancelled(search.signal);
    const rows = await db
      .selectFrom('inspections')
      .select(['id', 'created_at'])
      .where('pictures_removed_at', 'is', null)
      .where('decision', '=', search.decision)
      .$if(search.before !== null, query => query.where('created_at', '<', search.before!))
      .where(eb => eb(eb.refTuple('created_at', 'id'), '>', eb.tuple(after.created_at, after.id)))
      .orderBy('created_at')
      .orderBy('id')
      .limit(CHUNK)
      .execute();
    const blobs = await blobsOf(
      db,
      rows.map(({ id }) => id),
    );
    for (const { id } of rows)
      if (!search.taken.has(id) && blobs.has(id))
        yield { id, freed: () => release(search.uses, blobs.get(id)!) };
    if (rows.length < CHUNK) return;
    after = rows.at(-1)!;
  }
}

interface UsedBlob {
  readonly inspection_id: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly uses: number;
}

async function blobsOf(db: History, ids: readonly string[]): Promise<ReadonlyMap<string, UsedBlob[]>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom('blob_uses')
    .innerJoin('blobs', 'blobs.sha256', 'blob_uses.sha256')
    .where('blob_uses.inspection_id', 'in', ids)
    .select(['blob_uses.inspection_id', 'blobs.sha256', 'blobs.bytes'])
    .select(({ selectFrom }) =>
      selectFrom('blob_uses as other')
        .whereRef('other.sha256', '=', 'blobs.sha256')
        .select(({ fn }) => fn.countAll<number>().as('uses'))
        .as('uses'),
    )
    .execute();
  const blobs = new Map<string, UsedBlob[]>();
  for (const row of rows) {
    const list = blobs.get(row.inspection_id) ?? [];
    list.push({ ...row, uses: row.uses ?? 0 });
    blobs.set(row.inspection_id, list);
  }
  return blobs;
}

/** Takes an inspection's uses away and returns the bytes of the blobs that had no other. */
function release(left: Map<string, number>, blobs: readonly UsedBlob[]): number {
  let bytes = 0;
  for (const { sha256, bytes: size, uses } of blobs) {
    const others = (left.get(sha256) ?? uses) - 1;
    left.set(sha256, others);
    if (others === 0) bytes += size;
  }
  return bytes;
}
