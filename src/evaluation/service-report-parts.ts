import { type Html, type HtmlValue, html, trusted } from './html.ts';

/** Names and values in two columns; rows without a value are left out. */
export function factTable(
  caption: string,
  rows: readonly (readonly [name: string, value: HtmlValue])[],
): Html {
  const shown = rows.filter(([, value]) => value !== null && value !== '');
  return html`<section><h2>${caption}</h2><div class="scroll left" role="region" aria-label="${caption}" tabindex="0"><table class="facts-table"><tbody>
${shown.map(([name, value]) => html`<tr><th>${name}</th><td>${value}</td></tr>`)}
</tbody></table></div></section>`;
}

/** A verdict as a coloured word. */
export function verdictChip(verdict: string): Html {
  return html`<span class="chip ${verdict === 'PASS' ? 'fine' : verdict === 'FAIL' ? 'bad' : 'wait'}">${verdict}</span>`;
}

/** A picture inside the page. */
export function embedded(bytes: Uint8Array, type: string, description: string): Html {
  return html`<img alt="${description}" src="${dataUrl(bytes, type)}">`;
}

/** A file as the address of itself. */
export function dataUrl(bytes: Uint8Array, type: string): Html {
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
  return trusted(`data:${type};base64,${data}`);
}

/** What pages of the service add to the style of all pages. */
export const SERVICE_STYLE = `
.chip.wait { color: #7a4b00; background: #fff0cf; }
@media screen and (prefers-color-scheme: dark) { .chip.wait { color: #ffd58a; background: #4a3710; } }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(320px, 100%), 1fr)); gap: 16px; align-items: start; }
.figures figure { margin: 0; padding: 12px; border: 1px solid var(--line); border-radius: 14px; background: var(--card); }
.figures :is(img, svg) { display: block; width: 100%; max-height: 150mm; object-fit: contain; margin-bottom: 8px; }
.facts-table th { width: 34%; font-weight: 600; white-space: nowrap; }
.scroll .facts-table td { white-space: normal; }
.sign { display: grid; grid-template-columns: 1fr 1fr 1fr; gap: 24px; margin-top: 36px; font-size: 14px; color: var(--muted); }
.sign div { border-top: 1px solid var(--muted); padding-top: 4px; }
.bars rect.pass { fill: #1d8a66; } .bars rect.review { fill: #d69a16; } .bars rect.fail { fill: #c4501b; }
.bars text { font: 11px system-ui, "DejaVu Sans", sans-serif; fill: var(--muted); }
.bars line { stroke: var(--line); }
@page { size: A4; margin: 14mm; }
@media print {
  header { padding: 16px 20px; } main { padding: 8px 0 0; } section { margin: 14px 0; } footer { padding: 0; }
  th, td { padding: 4px 8px; } .value { font-size: 22px; } .cards { grid-template-columns: repeat(4, 1fr); gap: 8px; }
  .card { padding: 8px 10px; } .figures :is(img, svg) { max-height: 95mm; } .figures { grid-template-columns: repeat(auto-fit, minmax(52mm, 1fr)); gap: 8px; }
  .figures figure { break-inside: avoid; } .sign { break-inside: avoid; }
}
`;
