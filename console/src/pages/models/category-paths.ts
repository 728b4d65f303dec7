export const TABS = ['overview', 'evaluation', 'versions', 'regression', 'region', 'jobs'] as const;
export type Tab = (typeof TABS)[number];

/** The page of a category. The tab is always named, as a category may be called "new". */
export function categoryPath(category: string, tab: Tab = 'overview'): string {
  return `/models/${encodeURIComponent(category)}/${tab}`;
}

/** The page on which a training is followed. */
export function trainingPath(job: string): string {
  return `/models/new?job=${encodeURIComponent(job)}`;
}

/** Where pictures of a category are inspected. */
export function inspectPath(category: string): string {
  return `/?category=${encodeURIComponent(category)}`;
}

/** The tab that an address names; the first one for any other word. */
export function tabOf(word: string | undefined): Tab {
  return TABS.find(tab => tab === word) ?? 'overview';
}
