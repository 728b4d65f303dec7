import type { ApiKeyTable, SessionTable, UserTable } from './account-tables.ts';

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
  readonly webhook_deliveries: WebhookDeliveryTable;
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
  readonly kind: 'audit' | 'train' | 'evaluate' | 'teach' | 'check' | 'batch' | 'export' | 'pull';
  readonly state: 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled';
  readonly category: string | null;
  readonly created_by: string;
  readonly request: string;
  readonly input: string | null;
  readonly progress: string | null;
  readonly result: string | null;
  readonly error: string | null;
  readonly started_at: string | null;
  readonly finished_at: string | null;
  readonly cancel_requested: number;
  /** How often the server died while it ran. */
  readonly interruptions: number;
  /** The number of the last event. */
  readonly last_event: number;
  readonly idempotency_scope: string | null;
  readonly idempotency_key: string | null;
  readonly request_sha256: string | null;
}

export interface JobEventTable {
  readonly job_id: string;
  /** From 1, without gaps. */
  readonly seq: number;
  readonly created_at: string;
  readonly event: string;
}

export interface WebhookTable {
  readonly id: string;
  readonly created_at: string;
  readonly created_by: string;
  readonly url: string;
  readonly secret: string;
  /** JSON: names of events. */
  readonly events: string;
  readonly category: string | null;
  /** JSON: verdicts, or null for all. */
  readonly decisions: string | null;
  readonly active: number;
  /** 1 when deliveries were given up until somebody looks. */
  readonly failing: number;
  readonly failing_since: string | null;
  readonly last_error: string | null;
  /** The number of the last delivery: whoever writes one changes this row first, so numbers follow the commits. */
  readonly last_seq: number;
  /** Which server delivers, and until when nobody else may. */
  readonly lease_owner: string | null;
  readonly lease_until: string | null;
}

export interface WebhookDeliveryTable {
  readonly id: string;
  readonly webhook_id: string;
  readonly seq: number;
  readonly event_id: string;
  readonly event: string;
  readonly category: string | null;
  readonly created_at: string;
  readonly body: string;
  readonly state: 'waiting' | 'delivered';
  readonly attempts: number;
  readonly next_attempt_at: string;
  readonly delivered_at: string | null;
  readonly last_status: number | null;
  readonly last_error: string | null;
}

export interface SettingTable {
  readonly name: string;
  readonly value: string;
  readonly changed_at: string;
}
