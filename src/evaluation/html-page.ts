import { type Html, html, trusted } from './html.ts';
import { REPORT_STYLE } from './report-style.ts';

/** What differs between pages. */
export interface HtmlPage {
  readonly title: string;
  /** What stands between the body's tags. */
  readonly body: Html;
  /** Rules beyond those that all pages share. */
  readonly style?: string;
}

/**
 * One HTML file that needs no script, no other file and no network, for screen and paper, light and dark. Its content
 * security policy allows nothing but what lies in the file.
 */
export function htmlPage({ title, body, style = '' }: HtmlPage): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<title>${title}</title>
<style>${trusted(REPORT_STYLE)}${trusted(style)}</style>
</head>
<body>
${body}
</body>
</html>
`.markup;
}
