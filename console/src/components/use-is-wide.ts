import { useSyncExternalStore } from 'react';

const WIDE = '(min-width: 64rem)';

/** Whether the window has room for a table, 1024 px at usual size. */
export function useIsWide(): boolean {
  return useSyncExternalStore(
    listener => {
      const query = window.matchMedia(WIDE);
      query.addEventListener('change', listener);
      return () => query.removeEventListener('change', listener);
    },
    () => window.matchMedia(WIDE).matches,
  );
}
