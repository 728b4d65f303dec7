/** A key of the keyboard; not shown where there is hardly one. */
export function KeyCap({ children }: { readonly children: string }) {
  return (
    <span aria-hidden="true" className="max-sm:hidden">
      <kbd className="rounded-md border border-current px-1.5 font-mono text-sm leading-6 uppercase">
        {children}
      </kbd>
    </span>
  );
}
