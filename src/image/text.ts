import { fileURLToPath } from 'node:url';
import { renderAsync } from '@resvg/resvg-js';
import type { Image } from './image.ts';

/** How a piece of text is set; sizes in pixels. */
export interface TextStyle {
  readonly sizePx: number;
  readonly bold?: boolean;
  /** A CSS colour. */
  readonly fill?: string;
  readonly anchor?: 'start' | 'middle' | 'end';
}

/**
 * Draws SVG elements over `out`, one unit a pixel, with the fonts that come with the package: pictures look the
 * same on every machine. The shapes are drawn on another thread.
 */
export async function drawSvg(elements: string, out: Image): Promise<void> {
  const { width, height } = out;
  const frame = `xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="DejaVu Sans"`;
  const { pixels } = await renderAsync(`<svg ${frame}>${elements}</svg>`, {
    font: { fontFiles: ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf'].map(fontPath), loadSystemFonts: false },
  });
  for (let source = 0, target = 0; source < pixels.length; source += 4, target += 3) {
    const clear = 255 - pixels[source + 3]!;
    if (clear === 255) continue;
    // The colours come multiplied by their own opacity.
    for (let channel = 0; channel < 3; channel++) {
      out.data[target + channel] =
        pixels[source + channel]! + Math.round((out.data[target + channel]! * clear) / 255);
    }
  }
}

/** One line of text as an SVG element, its base line at `y`; the text may hold anything. */
export function textElement(text: string, x: number, y: number, style: TextStyle): string {
  const weight = style.bold ? ' font-weight="bold"' : '';
  const place = `x="${x}" y="${y}" text-anchor="${style.anchor ?? 'start'}" xml:space="preserve"`;
  const look = `font-size="${style.sizePx}"${weight} fill="${style.fill ?? '#1b1f24'}"`;
  return `<text ${place} ${look}>${escapeXml(text)}</text>`;
}

/** The text, or its beginning and end around an ellipsis where it would be wider than `widthPx`. */
export function shortenMiddle(text: string, widthPx: number, style: TextStyle): string {
  if (textWidth(text, style) <= widthPx) return text;
  const letters = [...text];
  for (let kept = letters.length - 1; kept > 0; kept--) {
    const tail = Math.floor(kept / 2);
    const shorter = `${letters.slice(0, kept - tail).join('')}…${letters.slice(letters.length - tail).join('')}`;
    if (textWidth(shorter, style) <= widthPx) return shorter;
  }
  return '…';
}

/** The text in at most `lines` lines broken between words; what does not fit is shortened in its middle. */
export function wrapText(text: string, widthPx: number, lines: number, style: TextStyle): string[] {
  const wrapped: string[] = [];
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const longer = wrapped.length > 0 ? `${wrapped.at(-1)} ${word}` : word;
    const full = wrapped.length > 0 && textWidth(longer, style) > widthPx;
    if (full && wrapped.length < lines) wrapped.push(word);
    else wrapped.splice(-1, 1, longer);
  }
  return wrapped.map(line => shortenMiddle(line, widthPx, style));
}

/** Upper estimate of a line's width in pixels from the DejaVu fonts' letter widths, good to a tenth. */
export function textWidth(text: string, style: TextStyle): number {
  let em = 0;
  for (const letter of text) {
    if (/[ijlI.,:;'|!()[\]/\\ ftr-]/.test(letter)) em += 0.42;
    else if (/[mwMW@%…]/.test(letter)) em += 1.01;
    else if (/[A-Z]/.test(letter)) em += 0.76;
    else em += 0.65;
  }
  return em * style.sizePx * (style.bold ? 1.12 : 1);
}

/** Replaces what has a meaning in XML and what XML does not allow at all (control characters, half surrogates). */
function escapeXml(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return text
    .replace(/[\p{Cc}\p{Cs}\uFFFE\uFFFF]/gu, '\uFFFD')
    .replace(/[&<>"]/g, character => entities[character]!);
}

function fontPath(file: string): string {
  return fileURLToPath(new URL(`../../assets/fonts/${file}`, import.meta.url));
}
