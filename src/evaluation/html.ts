/** Markup that is safe to put into a page as it is. */
export interface Html {
  readonly markup: string;
}

/** What a template accepts: text and numbers are escaped, markup is not, null is nothing. */
export type HtmlValue = string | number | Html | null | readonly HtmlValue[];

/** A template whose inserted text cannot become markup, neither between tags nor in quoted attributes. */
export function html(strings: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  return { markup: String.raw({ raw: strings }, ...values.map(markupOf)) };
}

/** Declares text as markup; only for what this program wrote itself. */
export function trusted(markup: string): Html {
  return { markup };
}

function markupOf(value: HtmlValue): string {
  if (value === null) return '';
  if (typeof value === 'string' || typeof value === 'number') return escapeHtml(String(value));
  return 'markup' in value ? value.markup : value.map(markupOf).join('');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  // Control characters and halves of characters, which names of files may hold, are not allowed in a page.
  return text
    .replaceAll(/[\p{Cc}\p{Cs}]/gu, '\uFFFD')
    .replaceAll(/[&<>"']/g, character => ENTITIES[character]!);
}
