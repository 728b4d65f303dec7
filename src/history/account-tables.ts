/** People; the program never removes one, since records name them. */
export interface UserTable {
  readonly id: string;
  readonly created_at: string;
  readonly name: string;
  /** The name in lower case: two users may not differ in that alone. */
  readonly name_key: string;
  readonly role: 'operator' | 'engineer' | 'administrator' | 'auditor';
  readonly password_hash: string;
  /** Whether the password was given out by an administrator and opens nothing until it is changed. */
  readonly must_change_password: number;
  readonly disabled: number;
}

/** Logins that last. */
export interface SessionTable {
  readonly token_sha256: string;
  readonly user_id: string;
  readonly created_at: string;
  /** To the minute. */
  readonly last_used_at: string;
  /** However much it is used. */
  readonly expires_at: string;
}

/** What programs log in with; `scopes` is JSON. */
export interface ApiKeyTable {
  readonly id: string;
  readonly user_id: string;
  readonly name: string;
  readonly key_sha256: string;
  readonly scopes: string;
  readonly created_at: string;
  readonly expires_at: string | null;
  /** To ten minutes. */
  readonly last_used_at: string | null;
  readonly revoked_at: string | null;
}
