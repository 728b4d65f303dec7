import type { NewInspection } from '../src/schemas/inspection.ts';

const box = { x: 10, y: 12, width: 8, height: 8 };
const patch = { row: 1, column: 2, box, distance: 3.25 };
const evidence = { ...patch, normal: { picture: 'good/001.png', row: 1, column: 3, box } };

/** An inspection to be recorded, with all members filled; blobs are not kept unless told. */
export function anInspection(changes: Partial<NewInspection> = {}): NewInspection {
  return {
    category: 'cap',
    model_version: 'v3',
    serial: 'S-1',
    lot: 'L-7',
    line: 'line 2',
    station: 'press',
    operator: 'Ayşe',
    picture: { name: 'a.png', sha256: 'a'.repeat(64), width: 640, height: 480, kept: false },
    anomaly_score: 1.25,
    p_value: 0.125,
    threshold: 1.5,
    review_threshold: 1.2,
    decision: 'REVIEW',
    reason: 'Its score of 1.25 lies between 1.2 and 1.5.',
    config_sha256: 'c'.repeat(64),
    backbone: { name: 'compact', sha256: 'b'.repeat(64) },
    region_of_interest: { patches: 700, of: 784 },
    alignment: { aligned: true, right_px: 1.5, down_px: -2.25, angle_degrees: 0.5, match: 0.97 },
    input_findings: [
      {
        reason: 'blurred',
        reading: 'sharpness',
        value: 1,
        low: 2,
        high: null,
        excess: 1.5,
        sentence: 'It is blurred.',
      },
    ],
    regions: [
      {
        number: 1,
        box,
        area_px: 31.5,
        area_mm2: null,
        peak: { value: 2.5, x: 11, y: 13 },
        p_value: 0.01,
        evidence,
      },
    ],
    evidence: { ...evidence, top: [evidence] },
    timings: { inspection_ms: 12.5 },
    software: { inspectai: '0.1.0', platform: 'linux-x64' },
    map_sha256: null,
    heatmap_sha256: null,
    overlay_sha256: null,
    ...changes,
  };
}
