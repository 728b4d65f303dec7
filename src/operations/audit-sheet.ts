import { type Html, html } from '../evaluation/html.ts';
import { htmlPage } from '../evaluation/html-page.ts';
import { encodePng, resizeImage } from '../image/codec.ts';
import { cropImage } from '../image/crop.ts';
import type { Image } from '../image/image.ts';
import { drawOutline } from '../image/outline.ts';
import type { AuditReport, Box, RankedPicture } from './audit-report.ts';

/** PNG files of what is shown of a ranked picture. */
export interface ShownEvidence {
  /** The picture, with the place framed. */
  readonly whole: Uint8Array;
  readonly place: Uint8Array;
  /** What another picture has there. */
  readonly normal: Uint8Array;
}

/** A ranked picture with what is shown of it. */
export interface SheetEntry {
  readonly ranked: RankedPicture;
  readonly shown: ShownEvidence;
}

/** A picture and the one that it is compared with. */
export interface Compared {
  readonly image: Image;
  /** The picture that it is compared with. */
  readonly normal: Image;
  /** Squares around the two places, whole pixels. */
  readonly around: Box;
  readonly normalAround: Box;
}

/** Side of the pictures on the page, in pixels. */
const SHOWN = 240;

/** The most suspicious training pictures with their evidence, as one HTML page that needs no other file. */
export function auditSheet(report: AuditReport, entries: readonly SheetEntry[]): string {
  const cards = entries.map((entry, index) => card(index + 1, entry));
  const { category, suspicious, pictures } = report;
  return htmlPage({
    title: `Training pictures of ${category}`,
    body: html`<header>
<p class="kicker">Audit of training pictures · ${report.backbone}</p>
<h1><bdi>${category}</bdi></h1>
<p class="headline">${headline(suspicious, pictures)}</p>
<p><span class="chip ${suspicious === 0 ? 'fine' : 'bad'}">${suspicious === 0 ? 'nothing suspicious' : `${suspicious} suspicious`}</span></p>
</header>
<main>
${warnings(report)}
<section><h2>The pictures that stand out most</h2>
<p class="note">In each row: the whole picture, the place that is least like the other pictures, and what others
have that comes closest to it. Remove what is not a good part, and audit again; keep what is good and rare.</p>
${cards}</section>
${duplicates(report)}
${curve(report)}
</main>
<footer>Made by InspectAI. Every picture is compared with all others without itself, patch by patch; the score is the mean
distance of the 2 % of its patches that stand out most, each to the sixth nearest picture, so that up to five equal bad parts do not
hide each other.</footer>`,
    style: SHEET_STYLE,
  });
}

const SHEET_STYLE = `
.suspect { display: grid; grid-template-columns: repeat(3, ${SHOWN}px) 1fr; gap: 16px; margin: 0 0 16px; align-items: start; }
.suspect img { width: 100%; border-radius: 8px; display: block; }
.suspect figure { margin: 0; font-size: 14px; color: var(--muted); }
@media (max-width: 900px) { .suspect { grid-template-columns: repeat(3, 1fr); } .suspect > div { grid-column: 1 / -1; } }
`;

function headline(suspicious: number, pictures: number): string {
  if (suspicious === 0)
    return `None of the ${pictures} pictures stands out from the others; the list shows those that come nearest to it.`;
  return `${suspicious} of ${pictures} pictures ${suspicious === 1 ? 'stands' : 'stand'} out from the others. Look at ${suspicious === 1 ? 'it' : 'them'} before the training is trusted.`;
}

/** Draws what a page or a screen shows of a picture that stands out. */
export async function drawEvidence({
  image,
  normal,
  around,
  normalAround,
}: Compared): Promise<ShownEvidence> {
  return {
    whole: await marked(image, around),
    place: await cropped(image, around),
    normal: await cropped(normal, normalAround),
  };
}

function card(place: number, { ranked, shown }: SheetEntry): Html {
  const { picture, times_usual: times, deviations, suspicious, nearest_normal: nearest } = ranked;
  return html`<div class="card suspect">
<figure><img alt="${picture}" src="${dataUri(shown.whole)}"><figcaption>the whole picture</figcaption></figure>
<figure><img alt="the place" src="${dataUri(shown.place)}"><figcaption>this</figcaption></figure>
<figure><img alt="what others have there" src="${dataUri(shown.normal)}"><figcaption>what others have there, as ${nearest?.picture ?? ''}</figcaption></figure>
<div><span class="chip ${suspicious ? 'bad' : 'fine'}">${place}. ${suspicious ? 'suspicious' : 'not suspicious'}</span>
<p><bdi class="path"><b>${picture}</b></bdi></p>
<p>${times.toFixed(2)} times the usual score<br><small>${deviations.toFixed(1)} robust standard deviations above the median</small></p></div>
</div>`;
}

function warnings({ warnings: items }: AuditReport): Html | null {
  if (items.length === 0) return null;
  return html`<section class="cautions"><h2>Before you train</h2><ul>${items.map(item => html`<li>${item}</li>`)}</ul></section>`;
}

function duplicates({ near_duplicates: pairs }: AuditReport): Html | null {
  if (pairs.length === 0) return null;
  return html`<section><h2>Nearly the same</h2><div class="scroll" role="region" aria-label="Nearly the same" tabindex="0"><table class="left"><thead><tr><th>picture</th><th>and</th>
<th>distance, of what is usual</th></tr></thead><tbody>${pairs
    .slice(0, 50)
    .map(
      ({ a, b, distance }) =>
        html`<tr><td>${a}</td><td>${b}</td><td>${(100 * distance).toFixed(0)} %</td></tr>`,
    )}</tbody></table></div></section>`;
}

function curve({ learning_curve: found }: AuditReport): Html | null {
  if (!found) return null;
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  return html`<section><h2>Would more pictures help?</h2><p>${found.sentence}</p><div class="scroll"><table><thead><tr>
<th>good pictures</th><th>threshold, of today's</th><th>in 90 % of the draws</th></tr></thead><tbody>${found.points.map(
    ({ pictures, threshold, low, high }) =>
      html`<tr><td>${pictures}</td><td>${percent(threshold)}</td><td>${percent(low)} to ${percent(high)}</td></tr>`,
  )}</tbody></table></div></section>`;
}

/** The whole picture, small, with the place framed. */
async function marked(image: Image, box: Box): Promise<Uint8Array> {
  const scale = SHOWN / Math.max(image.width, image.height);
  const width = Math.max(1, Math.round(image.width * scale));
  const height = Math.max(1, Math.round(image.height * scale));
  const small = await resizeImage(image, width, height);
  const out = { width, height, data: small.data.slice() };
  const data = new Uint8Array(width * height);
  for (
    let y = Math.max(0, Math.round(box.y * scale));
    y < Math.min(height, (box.y + box.height) * scale);
    y++
  )
    for (
      let x = Math.max(0, Math.round(box.x * scale));
      x < Math.min(width, (box.x + box.width) * scale);
      x++
    )
      data[y * width + x] = 1;
  drawOutline({ width, height, data }, out, [255, 221, 0]);
  return encodePng(out);
}

async function cropped(image: Image, box: Box): Promise<Uint8Array> {
  return encodePng(await resizeImage(cropImage(image, box), SHOWN, SHOWN));
}

function dataUri(png: Uint8Array): string {
  return `data:image/png;base64,${Buffer.from(png).toString('base64')}`;
}
