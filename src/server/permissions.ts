import type { UserTable } from '../history/account-tables.ts';

/** What a route asks for; `public` asks for nothing, not even a name. */
export type Permission =
  | 'public'
  | 'account' // one's own password, keys and session
  | 'read' // categories, models, inspections, statistics, jobs
  | 'inspect'
  | 'review' // confirm, overrule, report an escape
  | 'model' // train, evaluate, teach, regression sets, upload and activate versions, thresholds
  | 'export' // many records or pictures at once, models
  | 'audit' // the audit log and its verification
  | 'administer'; // accounts, keys, webhooks, retention, backup

export type Role = UserTable['role'];

/** Who sent a request. */
export interface Actor {
  /** Null without accounts. */
  readonly id: string | null;
  /** As records and the audit log name them. */
  readonly name: string;
  readonly role: Role;
  /** Fewer than the role's for an API key with scopes. */
  readonly permissions: ReadonlySet<Permission>;
  /** How the server knows; only people who have logged in can sign. */
  readonly via: 'local' | 'session' | 'api_key' | 'nobody';
}

/** The table of who may what. Whoever has logged in may change their own account besides. */
export const ROLE_PERMISSIONS: Readonly<Record<Role, readonly Permission[]>> = {
  operator: ['read', 'inspect', 'review'],
  engineer: ['read', 'inspect', 'review', 'model', 'export'],
  administrator: ['read', 'inspect', 'review', 'model', 'export', 'audit', 'administer'],
  auditor: ['read', 'export', 'audit'],
};

/** Whoever uses a server without accounts, from the machine that it runs on. */
export const LOCAL_ACTOR: Actor = {
  id: null,
  name: 'local',
  role: 'administrator',
  permissions: new Set([...ROLE_PERMISSIONS.administrator, 'account']),
  via: 'local',
};

/** Whoever uses what is public. */
export const NOBODY: Actor = {
  id: null,
  name: 'anonymous',
  role: 'auditor',
  permissions: new Set(),
  via: 'nobody',
};

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Every route names it; one without is refused when the application is built. */
    readonly permission?: Permission;
  }
  interface FastifyRequest {
    /** Set before any handler runs. */
    actor: Actor;
  }
}
