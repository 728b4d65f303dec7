import { expect, test } from 'vitest';
import { evaluatedPicture, evaluationInput, PICTURES } from '../../test/fixtures/evaluation.ts';
import { html } from './html.ts';
import { drawPlots } from './plots.ts';
import { buildReport } from './report.ts';
import { reportHtml } from './report-html.ts';

const report = buildReport(evaluationInput());

test('inserted text is escaped between tags and in attributes, markup is not escaped twice', () => {
  const name = `<b>"it's" & more</b>`;
  expect(html`<p title="${name}">${name}</p>`.markup).toBe(
    '<p title="&lt;b&gt;&quot;it&#39;s&quot; &amp; more&lt;/b&gt;">&lt;b&gt;&quot;it&#39;s&quot; &amp; more&lt;/b&gt;</p>',
  );
  expect(html`<ul>${['a<', 'b'].map(item => html`<li>${item}</li>`)}${null}</ul>`.markup).toBe(
    '<ul><li>a&lt;</li><li>b</li></ul>',
  );
  expect(html`${'a\u0000b\uD800'}`.markup).toBe('a\uFFFDb\uFFFD');
});

test('the page says the result in a sentence and shows the key figures', () => {
  const page = reportHtml(report).replaceAll('\u00a0', ' ');
  expect(page).toContain('Of 5 defective parts 4 were caught; of 4 good parts 1 was rejected');
  expect(page).toContain('1 escape</span>');
  expect(page).toContain('1 false reject</span>');
  for (const figure of ['Defects caught', 'Good parts rejected', 'Image AUROC', 'Pixel AUROC', 'AUPRO']) {
    expect(page).toContain(`<h3>${figure}</h3>`);
  }
  expect(page).toContain('<p class="value">95 %</p>');
  expect(page).toContain('only 5 defective parts');
  expect(report.backbone_precision).toBe('int8');
  expect(page).toContain('<th scope="row">Backbone computes in</th><td>int8</td>');
  expect(page).toContain('Thumbs.db');
});

test('hostile names stay text wherever they appear', () => {
  const name = `"><img src=x onerror=alert(1)><script>alert(1)</script>`;
  const input = evaluationInput([
    ...PICTURES,
    evaluatedPicture(name, name, 3),
    evaluatedPicture(`${name}2`, null, 9),
  ]);
  const hostile = buildReport({
    ...input,
    category: name,
    model: { ...input.model, version: name, backbone: name, layers: [name], thresholdMethod: name },
    skipped: [{ path: name, reason: name }],
  });
  const plots = { light: drawPlots(hostile, 'light'), dark: drawPlots(hostile, 'dark') };
  const pictures = new Map([[name, { mediaType: 'image/png' as const, bytes: Uint8Array.of(1) }]]);
  const page = reportHtml(hostile, { plots, pictures });
  expect(page).not.toMatch(/<script/i);
  expect(page).not.toMatch(/<img src=x/i);
  expect(page.match(/onerror=/g)!.length).toBe(page.match(/&lt;img src=x onerror=/g)!.length);
});

test('the page needs no script, no other file and no network', () => {
  const plots = { light: drawPlots(report, 'light'), dark: drawPlots(report, 'dark') };
  const page = reportHtml(report, { plots });
  expect(page).toContain("default-src 'none'");
  expect(page).not.toMatch(/<(script|link|iframe|object|embed)\b/i);
  const addresses = [...page.matchAll(/(?:src|href|url)\s*[=(]\s*["']?([^"')\s]+)/gi)].map(
    match => match[1]!,
  );
  expect(addresses.filter(address => !/^(data:|#)/.test(address))).toEqual([]);
});

test('pictures are embedded with their outcome', () => {
  const pictures = new Map([
    ['test/good/003.png', { mediaType: 'image/png' as const, bytes: Uint8Array.of(1, 2, 3) }],
    ['test/dent/000.png', { mediaType: 'image/jpeg' as const, bytes: Uint8Array.of(4, 5, 6) }],
  ]);
  const figures = reportHtml(report, { pictures }).split('<figure').slice(1);
  expect(figures[0]).toContain('data:image/png;base64,AQID');
  expect(figures[0]).toContain('false reject</span>');
  expect(figures[1]).not.toContain('<img');
  expect(figures[1]).toContain('passed</span>');
  const escaped = figures.find(figure => figure.includes('test/dent/000.png'))!;
  expect(escaped).toContain('data:image/jpeg;base64,BAUG');
  expect(escaped).toContain('escape</span>');
});

test('undefined figures read n/a and empty sections are left out', () => {
  const goods = buildReport(evaluationInput(PICTURES.filter(picture => picture.defectType === null)));
  const page = reportHtml(goods);
  expect(page).toContain('<p class="value">n/a</p>');
  expect(page).not.toContain('<h2>Defect types</h2>');
  expect(page).not.toContain('<h2>Plots</h2>');
  expect(page).not.toMatch(/NaN|undefined|null/);
});
