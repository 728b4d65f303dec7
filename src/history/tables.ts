/**
 * The tables as queries see them, equal on SQLite and PostgreSQL: times are ISO 8601 text in UTC, JSON is text, truth
 * is 0 or 1, counts are numbers.
 */
export interface HistoryTables {
  readonly inspections: InspectionTable;
  readonly reviews: ReviewTable;
  readonly idempotency: IdempotencyTable;
  readonly blobs: BlobTable;
  readonly blob_uses: BlobUseTable;
  readonly audit: AuditTable;
  readonly audit_head: AuditHeadTable;
  readonly jobs: JobTable;
  readonly job_events: JobEventTable;
  readonly users: UserTable;
  readonly sessions: SessionTable;
  readonly api_keys: ApiKeyTable;
  readonly webhooks: WebhookTable;
  readonly settings: SettingTable;
}

type Decision = 'PASS' | 'REVIEW' | 'FAIL';

export interface InspectionTable {
  readonly id: string;
  readonly created_at: string;
  readonly category: string;
  readonly model_version: string;
  readonly serial: string | null;
  readonly lot: string | null;
  readonly line: string | null;
  readonly station: string | null;
  readonly operator: string | null;
  readonly picture_name: string;
  readonly picture_sha256: string;
  readonly picture_width: number;
  readonly picture_height: number;
  readonly picture_kept: number;
  readonly anomaly_score: number;
  readonly p_value: number | null;
  readonly threshold: number;
  readonly review_threshold: number;
  readonly decision: Decision;
  readonly reason: string;
  readonly review_id: string | null;
  readonly reviewed_at: string | null;
  readonly reviewed_by: string | null;
  readonly final_decision: Decision | null;
  readonly pictures_removed_at: string | null;
  readonly config_sha256: string;
  readonly backbone_name: string;
  readonly backbone_sha256: string;
  readonly map_sha256: string | null;
  readonly heatmap_sha256: string | null;
  readonly overlay_sha256: string | null;
  readonly region_of_interest: string | null;
  readonly alignment: string | null;
  readonly input_findings: string;
  readonly regions: string;
  readonly evidence: string | null;
  readonly timings: string;
  readonly software: string;
}

export interface ReviewTable {
  readonly id: string;
  readonly inspection_id: string;
  readonly created_at: string;
  readonly reviewer: string;
  readonly action: 'confirm' | 'overrule' | 'escape';
  readonly reason_code: string;
  readonly note: string | null;
  readonly supersedes: string | null;
  readonly decision_before: Decision;
  readonly decision_after: Decision;
}

export interface IdempotencyTable {
  /** Whose key it is, so that two clients may choose the same one. */
  readonly scope: string;
  readonly key: string;
  readonly request_sha256: string;
  readonly inspection_id: string;
  readonly created_at: string;
}

export interface BlobTable {
  readonly sha256: string;
  readonly bytes: number;
  readonly media_type: string;
  readonly created_at: string;
  /** When it was last handed in; a blob that nothing refers to is left alone for a while after that. */
  readonly touched_at: string;
}

export interface BlobUseTable {
  readonly inspection_id: string;
  readonly role: 'picture' | 'map' | 'heatmap' | 'overlay';
  readonly sha256: string;
}

export interface AuditTable {
  /** From 1, without gaps. */
  readonly seq: number;
  readonly created_at: string;
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly before: string | null;
  readonly after: string | null;
  readonly reason: string | null;
  readonly previous_hash: string;
  readonly hash: string;
}

/** One row: where the chain ends. */
export interface AuditHeadTable {
  readonly id: number;
  readonly seq: number;
  readonly hash: string;
}

export interface JobTable {
  readonly id: string;
  readonly created_at: string;
  readonly kind: string;
  readonly state: 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled';
  readonly category: string | null;
  readonly created_by: string | null;
  readonly request: string;
  readonly result: string | null;
  readonly error: string | null;
  readonly started_at: string | null;
  readonly finished_at: string | null;
  readonly cancel_requested: number;
}

export interface JobEventTable {
  readonly job_id: string;
  readonly seq: number;
  readonly created_at: string;
  readonly event: string;
}

export interface UserTable {
  readonly id: string;
  readonly created_at: string;
  readonly name: string;
  readonly role: 'operator' | 'engineer' | 'administrator' | 'auditor';
  readonly password_hash: string;
  readonly disabled: number;
}

export interface SessionTable {
  readonly token_sha256: string;
  readonly user_id: string;
  readonly csrf_sha256: string;
  readonly created_at: string;
  readonly expires_at: string;
}

export interface ApiKeyTable {
  readonly id: string;
  readonly user_id: string;
  readonly name: string;
  readonly key_sha256: string;
  readonly scopes: string;
  readonly created_at: string;
  readonly last_used_at: string | null;
  readonly revoked_at: string | null;
}

export interface WebhookTable {
  readonly id: string;
  readonly created_at: string;
  readonly url: string;
  readonly secret: string;
  readonly events: string;
  readonly category: string | null;
  readonly active: number;
}

export interface SettingTable {
  readonly name: string;
  readonly value: string;
  readonly changed_at: string;
}
