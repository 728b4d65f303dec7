import { useAreShortcutsOn } from '../../layout/shortcuts.tsx';

/** A key of the keyboard; not shown where there is hardly one, or where it does nothing. */
export function KeyCap({ children }: { readonly children: string }) {
  if (!useAreShortcutsOn()) return null;
  return (
    <span aria-hidden="true" className="max-sm:hidden">
      <kbd className="rounded-md border border-current px-1.5 font-mono text-sm leading-6 uppercase">
        {children}
      </kbd>
    </span>
  );
}
