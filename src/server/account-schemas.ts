import Type from '#bundled/typebox';
import type { ApiKeyRecord } from '../history/api-keys.ts';
import type { UserRecord } from '../history/users.ts';
import { type Permission, ROLE_PERMISSIONS, type Role } from './permissions.ts';

/** What a user may be. */
export const RoleName = Type.Enum(Object.keys(ROLE_PERMISSIONS) as Role[]);
/** What an API key may be allowed: everything that a role may. */
export const Scope = Type.Enum([...new Set(Object.values(ROLE_PERMISSIONS).flat())] as Permission[]);

/** A user as clients see them. */
export const User = Type.Object({
  id: Type.String(),
  name: Type.String(),
  role: RoleName,
  disabled: Type.Boolean(),
  password_change_required: Type.Boolean({ description: 'The password is a temporary one.' }),
  created_at: Type.String(),
});

/** An API key as clients see it, without the key. */
export const ApiKey = Type.Object({
  id: Type.String(),
  name: Type.String(),
  user_id: Type.String(),
  user: Type.String({ description: 'The name of its owner.' }),
  scopes: Type.Array(Type.String(), { description: 'What it may, as far as its owner may.' }),
  created_at: Type.String(),
  expires_at: Type.Union([Type.String(), Type.Null()]),
  last_used_at: Type.Union([Type.String(), Type.Null()], { description: 'To ten minutes.' }),
  revoked_at: Type.Union([Type.String(), Type.Null()]),
});

/** A user without what nobody needs to see. */
export function userOnWire(user: UserRecord): Type.Static<typeof User> {
  const { id, name, role, disabled, must_change_password, created_at } = user;
  const password_change_required = must_change_password === 1;
  return { id, name, role, disabled: disabled === 1, password_change_required, created_at };
}

/** A key with a list that may be written to. */
export function apiKeyOnWire(key: ApiKeyRecord): Type.Static<typeof ApiKey> {
  return { ...key, scopes: [...key.scopes] };
}
