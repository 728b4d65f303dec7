/** The style of the report page: light and dark by the reader's setting, always light on paper. */
export const REPORT_STYLE = `
:root { color-scheme: light dark; --page: #f4f5fb; --card: #ffffff; --ink: #1f2340; --muted: #5b617a;
  --line: #e1e4f0; --fine: #0b6b4f; --fine-back: #dcf3ea; --bad: #a13c00; --bad-back: #ffe8d9; --note-back: #fff8e6;
  --note-line: #e0a800; }
.dark { display: none; }
@media screen and (prefers-color-scheme: dark) {
  :root { --page: #13162a; --card: #1c2036; --ink: #eef0fb; --muted: #a6adc8; --line: #30365a; --fine: #6fe0b8;
    --fine-back: #12392f; --bad: #ffb083; --bad-back: #4a2410; --note-back: #2b2613; --note-line: #c79a1e; }
  .dark { display: block; }
  .light { display: none; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink);
  font: 16px/1.5 system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, "DejaVu Sans", sans-serif; }
header { padding: 40px max(24px, calc(50vw - 560px)) 32px; color: #fff;
  background: linear-gradient(120deg, #5468d4, #764ba2); print-color-adjust: exact; -webkit-print-color-adjust: exact; }
h1 { margin: 0; font-size: 34px; line-height: 1.2; overflow-wrap: anywhere; }
.kicker { margin: 0 0 4px; font-size: 14px; letter-spacing: .03em; }
.headline { margin: 12px 0 14px; max-width: 48em; font-size: 21px; line-height: 1.4; }
header p:last-child { margin: 0; }
main { max-width: 1168px; margin: 0 auto; padding: 8px 24px 24px; }
section { margin: 28px 0; }
h2 { margin: 0 0 12px; font-size: 20px; }
:is(h3, .card h2) { margin: 0; font-size: 14px; font-weight: 600; color: var(--muted); }
.chip { display: inline-block; padding: 2px 10px; border-radius: 999px; font-size: 14px; font-weight: 600; }
.chip.fine { color: var(--fine); background: var(--fine-back); }
.chip.bad { color: var(--bad); background: var(--bad-back); }
.cautions { padding: 16px 20px; border-left: 5px solid var(--note-line); border-radius: 10px; background: var(--note-back); }
.cautions h2 { font-size: 17px; margin-bottom: 6px; }
.cautions ul { margin: 0; padding-left: 20px; overflow-wrap: anywhere; }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(240px, 1fr)); gap: 16px; }
.card { margin: 0; padding: 16px 18px; border: 1px solid var(--line); border-radius: 14px; background: var(--card); }
.value { margin: 2px 0; font-size: 32px; font-weight: 700; line-height: 1.2; font-variant-numeric: tabular-nums; }
.detail { margin: 0 0 6px; font-size: 14px; }
.meaning, .note { margin: 0; font-size: 14px; color: var(--muted); }
.note { margin-top: 8px; }
.plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(480px, 100%), 1fr)); gap: 16px; align-items: start; }
.plot { overflow: hidden; border: 1px solid var(--line); border-radius: 14px; background: var(--card); }
.plot svg { display: block; width: 100%; height: auto; }
.pictures { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(460px, 100%), 1fr)); gap: 16px; }
.pictures .card { padding: 12px; }
.pictures img { display: block; width: 100%; margin-bottom: 8px; border-radius: 8px; }
.path { overflow-wrap: anywhere; }
small { color: var(--muted); font-size: 13px; }
table { width: 100%; border-collapse: collapse; border-radius: 14px; background: var(--card); font-variant-numeric: tabular-nums; }
th, td { padding: 9px 14px; border-bottom: 1px solid var(--line); text-align: right; overflow-wrap: anywhere; }
tr > :first-child, .left :is(th, td), .confusion :is(th, td) { text-align: left; }
tbody tr:last-child > * { border-bottom: 0; }
thead th { font-size: 14px; color: var(--muted); }
tbody th { font-weight: 600; }
td.bad { color: var(--bad); font-weight: 700; }
caption { padding: 8px 0; text-align: left; font-weight: 600; }
.confusion { width: auto; margin-top: 16px; }
thead th { overflow-wrap: normal; }
.confusion :is(th, td) { padding: 9px 8px; overflow-wrap: normal; }
@media screen { .scroll :is(th, td) { white-space: nowrap; } }
.scroll { overflow-x: auto; border: 1px solid var(--line); border-radius: 14px; }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(420px, 100%), 1fr)); gap: 24px; }
footer { max-width: 1168px; margin: 0 auto; padding: 0 24px 40px; font-size: 14px; color: var(--muted); }
@media print {
  body { background: #fff; font-size: 12px; }
  header { padding: 20px 24px; }
  .card, .plot, tr, figure { break-inside: avoid; }
  h2 { break-after: avoid; }
  .plots { grid-template-columns: 1fr 1fr; }
}
`;
