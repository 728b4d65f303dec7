/** What a user can be. */
export const ROLES = ['operator', 'engineer', 'administrator', 'auditor'] as const;
export type Role = (typeof ROLES)[number];

/** What a role can be allowed. */
export type RolePermission = 'read' | 'inspect' | 'review' | 'model' | 'export' | 'audit' | 'administer';

/** The server's table of who may what, to be looked at; a test compares the two. */
export const ROLE_PERMISSIONS: Readonly<Record<Role, readonly RolePermission[]>> = {
  operator: ['read', 'inspect', 'review'],
  engineer: ['read', 'inspect', 'review', 'model', 'export'],
  administrator: ['read', 'inspect', 'review', 'model', 'export', 'audit', 'administer'],
  auditor: ['read', 'export', 'audit'],
};

/** Everything that somebody may be allowed, in the order of the table. */
export const PERMISSIONS = ROLE_PERMISSIONS.administrator;
