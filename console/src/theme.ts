import { useSyncExternalStore } from 'react';

/** Light, dark, or as the system is. */
export type Theme = 'light' | 'dark' | 'system';

const KEY = 'inspectai.theme';
const dark = window.matchMedia('(prefers-color-scheme: dark)');

/** The theme that was chosen on this machine. */
export function currentTheme(): Theme {
  const kept = readKept();
  return kept === 'light' || kept === 'dark' ? kept : 'system';
}

/** Chooses a theme and keeps the choice. */
export function chooseTheme(theme: Theme): void {
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // Storage may be blocked; then the choice lasts as long as the page.
  }
  apply(theme);
}

/** Follows the system while no theme is chosen; to be called once. */
export function followSystemTheme(): void {
  dark.addEventListener('change', () => apply(currentTheme()));
}

/** Whether the page is dark at the moment, for what is drawn on a canvas. */
export function useIsDark(): boolean {
  return useSyncExternalStore(
    listener => {
      const observer = new MutationObserver(listener);
      observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
      return () => observer.disconnect();
    },
    () => document.documentElement.dataset.theme === 'dark',
  );
}

function apply(theme: Theme): void {
  const isDark = theme === 'dark' || (theme === 'system' && dark.matches);
  document.documentElement.dataset.theme = isDark ? 'dark' : 'light';
}

function readKept(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}
