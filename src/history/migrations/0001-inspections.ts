import { type Kysely, sql } from '#bundled/kysely';

/** Filters with an index of their own; each is continued by what the list is sorted by, so no list needs sorting. */
const FILTERS = ['category', 'model_version', 'serial', 'lot', 'line', 'station', 'operator', 'decision'];

/** All that counting outcomes reads, so that it need not read the rows, which are long. */
const OUTCOME = [
  'created_at',
  'decision',
  'final_decision',
  'category',
  'line',
  'station',
  'lot',
  'model_version',
  'operator',
];

/** Inspections, what people said about them, their pictures, and the keys of requests that may be repeated. */
export async function createInspections(db: Kysely<unknown>): Promise<void> {
  await createBlobs(db);
  await createInspectionTable(db);
  await createIndexes(db);
  await db.schema
    .createTable('reviews')
    .addColumn('id', 'text', column => column.primaryKey())
    .addColumn('inspection_id', 'text', column => column.notNull().references('inspections.id'))
    .addColumn('created_at', 'text', column => column.notNull())
    .addColumn('reviewer', 'text', column => column.notNull())
    .addColumn('action', 'text', column => column.notNull())
    .addColumn('reason_code', 'text', column => column.notNull())
    .addColumn('note', 'text')
    .addColumn('supersedes', 'text')
    .addColumn('decision_before', 'text', column => column.notNull())
    .addColumn('decision_after', 'text', column => column.notNull())
    .execute();
  await db.schema
    .createIndex('reviews_by_inspection')
    .on('reviews')
    .columns(['inspection_id', 'created_at'])
    .execute();
  await db.schema
    .createTable('idempotency')
    .addColumn('scope', 'text', column => column.notNull())
    .addColumn('key', 'text', column => column.notNull())
    .addColumn('request_sha256', 'text', column => column.notNull())
    .addColumn('inspection_id', 'text', column => column.notNull())
    .addColumn('created_at', 'text', column => column.notNull())
    .addPrimaryKeyConstraint('idempotency_key', ['scope', 'key'])
    .execute();
  await db.schema
    .createTable('blob_uses')
    .addColumn('inspection_id', 'text', column => column.notNull().references('inspections.id'))
    .addColumn('role', 'text', column => column.notNull())
    .addColumn('sha256', 'text', column => column.notNull().references('blobs.sha256'))
    .addPrimaryKeyConstraint('blob_use', ['inspection_id', 'role'])
    .execute();
  await db.schema.createIndex('blob_uses_by_blob').on('blob_uses').column('sha256').execute();
}

async function createBlobs(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('blobs')
    .addColumn('sha256', 'text', column => column.primaryKey())
    .addColumn('bytes', 'bigint', column => column.notNull())
    .addColumn('media_type', 'text', column => column.notNull())
    .addColumn('created_at', 'text', column => column.notNull())
    .addColumn('touched_at', 'text', column => column.notNull())
    .execute();
  await db.schema.createIndex('blobs_by_touch').on('blobs').column('touched_at').execute();
}

/** What lists show comes first; the long texts last, where SQLite need not read over them. */
async function createInspectionTable(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('inspections')
    .addColumn('id', 'text', column => column.primaryKey())
    .addColumn('created_at', 'text', column => column.notNull())
    .addColumn('category', 'text', column => column.notNull())
    .addColumn('model_version', 'text', column => column.notNull())
    .addColumn('serial', 'text')
    .addColumn('lot', 'text')
    .addColumn('line', 'text')
    .addColumn('station', 'text')
    .addColumn('operator', 'text')
    .addColumn('picture_name', 'text', column => column.notNull())
    .addColumn('picture_sha256', 'text', column => column.notNull())
    .addColumn('picture_width', 'integer', column => column.notNull())
    .addColumn('picture_height', 'integer', column => column.notNull())
    .addColumn('picture_kept', 'integer', column => column.notNull())
    .addColumn('anomaly_score', 'double precision', column => column.notNull())
    .addColumn('p_value', 'double precision')
    .addColumn('threshold', 'double precision', column => column.notNull())
    .addColumn('review_threshold', 'double precision', column => column.notNull())
    .addColumn('decision', 'text', column => column.notNull())
    .addColumn('reason', 'text', column => column.notNull())
    .addColumn('review_id', 'text')
    .addColumn('reviewed_at', 'text')
    .addColumn('reviewed_by', 'text')
    .addColumn('final_decision', 'text')
    .addColumn('pictures_removed_at', 'text')
    .addColumn('config_sha256', 'text', column => column.notNull())
    .addColumn('backbone_name', 'text', column => column.notNull())
    .addColumn('backbone_sha256', 'text', column => column.notNull())
    .addColumn('map_sha256', 'text')
    .addColumn('heatmap_sha256', 'text')
    .addColumn('overlay_sha256', 'text')
    .addColumn('region_of_interest', 'text')
    .addColumn('alignment', 'text')
    .addColumn('input_findings', 'text', column => column.notNull())
    .addColumn('regions', 'text', column => column.notNull())
    .addColumn('evidence', 'text')
    .addColumn('timings', 'text', column => column.notNull())
    .addColumn('software', 'text', column => column.notNull())
    .execute();
}

async function createIndexes(db: Kysely<unknown>): Promise<void> {
  const index = (name: string, columns: string[]) =>
    db.schema.createIndex(name).on('inspections').columns(columns).execute();
  for (const filter of FILTERS) await index(`inspections_by_${filter}`, [filter, 'created_at', 'id']);
  await index('inspections_by_category_decision', ['category', 'decision', 'created_at', 'id']);
  await index('inspections_by_time', ['created_at', 'id', 'decision', 'anomaly_score']);
  await index('inspections_by_score', ['anomaly_score']);
  await index('inspections_by_outcome', OUTCOME);
  await index('inspections_by_picture', ['picture_sha256']);
  await sql`create index inspections_to_review on inspections (created_at, id)
    where review_id is null and decision <> 'PASS'`.execute(db);
  await sql`create index inspections_reviewed on inspections (created_at, id)
    where review_id is not null`.execute(db);
  await sql`create index inspections_with_pictures on inspections (decision, created_at, id)
    where pictures_removed_at is null`.execute(db);
}
