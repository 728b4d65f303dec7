import type { EvaluationReport, ImageResult } from '../schemas/report.ts';
import { extremes, isMistake } from './extremes.ts';
import { type Html, html } from './html.ts';
import { formatScore, formatShare } from './number-format.ts';

/** An encoded picture to embed in a page. */
export interface ResultPicture {
  readonly mediaType: 'image/png' | 'image/jpeg';
  readonly bytes: Uint8Array;
}

const OUTCOMES = {
  good: { PASS: 'passed', REVIEW: 'to REVIEW', FAIL: 'false reject' },
  defect: { PASS: 'escape', REVIEW: 'to REVIEW', FAIL: 'caught' },
} as const;

/** The sections with the worst false rejects and escapes or the closest calls, with pictures where there are some. */
export function tellingPictures(
  report: EvaluationReport,
  pictures: ReadonlyMap<string, ResultPicture>,
): Html {
  const { goods, defects } = extremes(report);
  const { good, defective } = report.verdicts;
  return html`${section('Good parts with the highest scores', goods, good.fail, pictures)}
${section('Defective parts with the lowest scores', defects, defective.pass, pictures)}`;
}

function section(
  title: string,
  images: readonly ImageResult[],
  mistakes: number,
  pictures: ReadonlyMap<string, ResultPicture>,
): Html | null {
  if (images.length === 0) return null;
  const hidden = mistakes - images.length;
  return html`<section><h2>${title}</h2>
<div class="pictures">${images.map(image => figure(image, pictures.get(image.path)))}</div>
${hidden > 0 ? html`<p class="note">${hidden} more are in per_image.csv.</p>` : null}
</section>`;
}

function figure(image: ImageResult, picture: ResultPicture | undefined): Html {
  const likelihood =
    image.p_value === null
      ? null
      : html`<br><small>about ${formatShare(image.p_value)} of good parts score as high</small>`;
  return html`<figure class="card">
${picture ? html`<img alt="Result picture of ${image.path}" src="${dataUri(picture)}">` : null}
<figcaption><span class="chip ${isMistake(image) ? 'bad' : 'fine'}">${OUTCOMES[image.label][image.decision]}</span> score <b>${formatScore(image.anomaly_score)}</b>
<br><bdi class="path">${image.path}</bdi>${likelihood}</figcaption>
</figure>`;
}

function dataUri({ mediaType, bytes }: ResultPicture): string {
  return `data:${mediaType};base64,${Buffer.from(bytes).toString('base64')}`;
}
