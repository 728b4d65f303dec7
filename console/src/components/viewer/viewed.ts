import type { Inspection } from '../../api/types.ts';
import type { Box } from './view.ts';

/** A place of the picture beside the good picture's place that is nearest to it. */
export interface ViewedEvidence {
  /** In pixels of the picture. */
  readonly box: Box;
  readonly distance: number;
  readonly normal: {
    /** Name of the training picture. */
    readonly picture: string;
    /** In pixels of the training picture as it was. */
    readonly box: Box;
  };
}

/** A place that stands out. */
export interface ViewedRegion {
  /** From 1, highest peak first. */
  readonly number: number;
  /** In pixels of the picture. */
  readonly box: Box;
  readonly pValue: number;
  readonly areaPx: number;
  readonly areaMm2: number | null;
  readonly evidence: ViewedEvidence;
}

/** What the viewer shows of an inspection. */
export interface Viewed {
  /** Whose training pictures the evidence names. */
  readonly category: string;
  readonly version: string;
  /** The photograph; null where it is not kept. */
  readonly pictureUrl: string | null;
  /** The anomaly map in colours; null where there is none. */
  readonly heatmapUrl: string | null;
  /** Colour over what stands out, laid over the photograph with an opacity; may be transparent or not. */
  readonly overlayUrl: string | null;
  /** Of the photograph, in pixels. */
  readonly width: number;
  readonly height: number;
  readonly regions: readonly ViewedRegion[];
  /** The patch that decided. */
  readonly evidence: ViewedEvidence | null;
  readonly score: number;
  readonly threshold: number;
  readonly reviewThreshold: number;
}

/** What the viewer shows of a record; the photograph as browsers can show it, whatever its format. */
export function viewedOf(inspection: Inspection): Viewed {
  const { id, picture, regions, evidence } = inspection;
  const file = (name: string) => `/api/v1/inspections/${id}/${name}`;
  const hasMap = picture.kept && inspection.map_sha256 !== null;
  const has = (drawing: string | null) => hasMap || drawing !== null;
  const overlay = hasMap ? 'heatmap?transparent=true' : 'overlay';
  return {
    category: inspection.category,
    version: inspection.model_version,
    pictureUrl: picture.kept ? file('thumbnail?size=2048') : null,
    heatmapUrl: has(inspection.heatmap_sha256) ? file('heatmap') : null,
    overlayUrl: has(inspection.overlay_sha256) ? file(overlay) : null,
    width: picture.width,
    height: picture.height,
    regions: regions.map(region => ({
      number: region.number,
      box: region.box,
      pValue: region.p_value,
      areaPx: region.area_px,
      areaMm2: region.area_mm2,
      evidence: region.evidence,
    })),
    evidence,
    score: inspection.anomaly_score,
    threshold: inspection.threshold,
    reviewThreshold: inspection.review_threshold,
  };
}
