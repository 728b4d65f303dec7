import { type Kysely, PostgresAdapter, sql } from '#bundled/kysely';

/**
 * The audit log and the place where its chain ends. The database itself refuses to change or remove an entry, to move
 * the end by anything but one entry, and to put two entries behind the same one.
 */
export async function createAudit(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('audit')
    .addColumn('seq', 'bigint', column => column.primaryKey())
    .addColumn('created_at', 'text', column => column.notNull())
    .addColumn('actor', 'text', column => column.notNull())
    .addColumn('action', 'text', column => column.notNull())
    .addColumn('subject', 'text', column => column.notNull())
    .addColumn('before', 'text')
    .addColumn('after', 'text')
    .addColumn('reason', 'text')
    .addColumn('previous_hash', 'text', column => column.notNull().unique())
    .addColumn('hash', 'text', column => column.notNull().unique())
    .execute();
  await db.schema
    .createTable('audit_head')
    .addColumn('id', 'integer', column => column.primaryKey().check(sql`id = 1`))
    .addColumn('seq', 'bigint', column => column.notNull())
    .addColumn('hash', 'text', column => column.notNull())
    .execute();
  await sql`insert into audit_head (id, seq, hash) values (1, 0, ${'0'.repeat(64)})`.execute(db);
  const triggers = db.getExecutor().adapter instanceof PostgresAdapter ? POSTGRES_TRIGGERS : SQLITE_TRIGGERS;
  for (const trigger of triggers) await sql.raw(trigger).execute(db);
}

const SQLITE_TRIGGERS: readonly string[] = [
  `create trigger audit_no_update before update on audit
   begin select raise(abort, 'the audit log is append-only'); end`,
  `create trigger audit_no_delete before delete on audit
   begin select raise(abort, 'the audit log is append-only'); end`,
  `create trigger audit_head_step before update on audit_head when new.seq not in (old.seq, old.seq + 1)
   begin select raise(abort, 'the audit log grows by one entry at a time'); end`,
  `create trigger audit_head_no_delete before delete on audit_head
   begin select raise(abort, 'the audit log is append-only'); end`,
];

const POSTGRES_TRIGGERS: readonly string[] = [
  `create function audit_refuse() returns trigger language plpgsql as
   $$ begin raise exception 'the audit log is append-only'; end $$`,
  `create function audit_head_check() returns trigger language plpgsql as
   $$ begin
     if new.seq not in (old.seq, old.seq + 1) then
       raise exception 'the audit log grows by one entry at a time';
     end if;
     return new;
   end $$`,
  `create trigger audit_no_change before update or delete or truncate on audit
   for each statement execute function audit_refuse()`,
  `create trigger audit_head_no_delete before delete or truncate on audit_head
   for each statement execute function audit_refuse()`,
  `create trigger audit_head_step before update on audit_head
   for each row execute function audit_head_check()`,
];
