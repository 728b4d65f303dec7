import type { UserTable } from '../history/tables.ts';
import type { App } from './app-type.ts';
import { RequestError } from './problems.ts';

/** What a route asks for; `public` asks for nothing, not even a name. */
export type Permission =
  | 'public'
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
}

/** The table of who may what. */
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
  permissions: new Set(ROLE_PERMISSIONS.administrator),
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

/** Gives every request its actor, and refuses what the actor may not do. */
export function addPermissions(app: App): void {
  app.decorateRequest('actor');
  app.addHook('onRoute', ({ url, config }) => {
    if (config?.permission === undefined && !url.startsWith('/docs'))
      throw new Error(`The route ${url} names no permission.`);
  });
  app.addHook('onRequest', async request => {
    request.actor = LOCAL_ACTOR;
    const { permission = 'public' } = request.routeOptions.config;
    if (permission === 'public' || request.actor.permissions.has(permission)) return;
    throw new RequestError(
      'forbidden',
      `${request.actor.name} (${request.actor.role}) may not do this; it needs the permission "${permission}".`,
    );
  });
}
