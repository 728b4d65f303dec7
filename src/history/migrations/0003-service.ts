import type { Kysely } from '#bundled/kysely';

/** Jobs, accounts, webhooks and settings of the service. */
export async function createService(db: Kysely<unknown>): Promise<void> {
  await createJobs(db);
  await createAccounts(db);
  await createWebhooks(db);
  await db.schema
    .createTable('settings')
    .addColumn('name', 'text', column => column.primaryKey())
    .addColumn('value', 'text', column => column.notNull())
    .addColumn('changed_at', 'text', column => column.notNull())
    .execute();
}

async function createJobs(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('jobs')
    .addColumn('id', 'text', column => column.primaryKey())
    .addColumn('created_at', 'text', column => column.notNull())
    .addColumn('kind', 'text', column => column.notNull())
    .addColumn('state', 'text', column => column.notNull())
    .addColumn('category', 'text')
    .addColumn('created_by', 'text', column => column.notNull())
    .addColumn('request', 'text', column => column.notNull())
    .addColumn('input', 'text')
    .addColumn('progress', 'text')
    .addColumn('result', 'text')
    .addColumn('error', 'text')
    .addColumn('started_at', 'text')
    .addColumn('finished_at', 'text')
    .addColumn('cancel_requested', 'integer', column => column.notNull())
    .addColumn('interruptions', 'integer', column => column.notNull())
    .addColumn('last_event', 'integer', column => column.notNull())
    .addColumn('idempotency_scope', 'text')
    .addColumn('idempotency_key', 'text')
    .addColumn('request_sha256', 'text')
    .addUniqueConstraint('job_once', ['idempotency_scope', 'idempotency_key'])
    .execute();
  await db.schema.createIndex('jobs_by_time').on('jobs').columns(['created_at', 'id']).execute();
  await db.schema.createIndex('jobs_by_state').on('jobs').columns(['state', 'created_at', 'id']).execute();
  await db.schema
    .createTable('job_events')
    .addColumn('job_id', 'text', column => column.notNull().references('jobs.id').onDelete('cascade'))
    .addColumn('seq', 'integer', column => column.notNull())
    .addColumn('created_at', 'text', column => column.notNull())
    .addColumn('event', 'text', column => column.notNull())
    .addPrimaryKeyConstraint('job_event', ['job_id', 'seq'])
    .execute();
}

async function createAccounts(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('users')
    .addColumn('id', 'text', column => column.primaryKey())
    .addColumn('created_at', 'text', column => column.notNull())
    .addColumn('name', 'text', column => column.notNull())
    .addColumn('name_key', 'text', column => column.notNull().unique())
    .addColumn('role', 'text', column => column.notNull())
    .addColumn('password_hash', 'text', column => column.notNull())
    .addColumn('must_change_password', 'integer', column => column.notNull())
    .addColumn('disabled', 'integer', column => column.notNull())
    .execute();
  await db.schema
    .createTable('sessions')
    .addColumn('token_sha256', 'text', column => column.primaryKey())
    .addColumn('user_id', 'text', column => column.notNull().references('users.id').onDelete('cascade'))
    .addColumn('created_at', 'text', column => column.notNull())
    .addColumn('last_used_at', 'text', column => column.notNull())
    .addColumn('expires_at', 'text', column => column.notNull())
    .execute();
  await db.schema.createIndex('sessions_by_end').on('sessions').column('expires_at').execute();
  await db.schema.createIndex('sessions_by_user').on('sessions').column('user_id').execute();
  await db.schema
    .createTable('api_keys')
    .addColumn('id', 'text', column => column.primaryKey())
    .addColumn('user_id', 'text', column => column.notNull().references('users.id').onDelete('cascade'))
    .addColumn('name', 'text', column => column.notNull())
    .addColumn('key_sha256', 'text', column => column.notNull().unique())
    .addColumn('scopes', 'text', column => column.notNull())
    .addColumn('created_at', 'text', column => column.notNull())
    .addColumn('expires_at', 'text')
    .addColumn('last_used_at', 'text')
    .addColumn('revoked_at', 'text')
    .execute();
}

async function createWebhooks(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('webhooks')
    .addColumn('id', 'text', column => column.primaryKey())
    .addColumn('created_at', 'text', column => column.notNull())
    .addColumn('created_by', 'text', column => column.notNull())
    .addColumn('url', 'text', column => column.notNull())
    .addColumn('secret', 'text', column => column.notNull())
    .addColumn('events', 'text', column => column.notNull())
    .addColumn('category', 'text')
    .addColumn('decisions', 'text')
    .addColumn('active', 'integer', column => column.notNull())
    .addColumn('failing', 'integer', column => column.notNull())
    .addColumn('failing_since', 'text')
    .addColumn('last_error', 'text')
    .addColumn('last_seq', 'integer', column => column.notNull())
    .addColumn('lease_owner', 'text')
    .addColumn('lease_until', 'text')
    .execute();
  await db.schema
    .createTable('webhook_deliveries')
    .addColumn('id', 'text', column => column.primaryKey())
    .addColumn('webhook_id', 'text', column => column.notNull().references('webhooks.id').onDelete('cascade'))
    .addColumn('seq', 'integer', column => column.notNull())
    .addColumn('event_id', 'text', column => column.notNull())
    .addColumn('event', 'text', column => column.notNull())
    .addColumn('category', 'text')
    .addColumn('created_at', 'text', column => column.notNull())
    .addColumn('body', 'text', column => column.notNull())
    .addColumn('state', 'text', column => column.notNull())
    .addColumn('attempts', 'integer', column => column.notNull())
    .addColumn('next_attempt_at', 'text', column => column.notNull())
    .addColumn('delivered_at', 'text')
    .addColumn('last_status', 'integer')
    .addColumn('last_error', 'text')
    .addUniqueConstraint('webhook_delivery_order', ['webhook_id', 'seq'])
    .execute();
  await db.schema
    .createIndex('webhook_deliveries_by_state')
    .on('webhook_deliveries')
    .columns(['webhook_id', 'state', 'category', 'seq'])
    .execute();
}
