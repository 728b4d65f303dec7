import type { ReactNode, Ref } from 'react';

/** What scrolls must be reachable by keyboard. */
const REACHABLE = { tabIndex: 0 } as const;

/** A place that scrolls when its content is too wide or too high, also by keyboard. */
export function ScrollArea({
  label,
  className = '',
  ref,
  children,
}: {
  readonly label: string;
  readonly className?: string;
  readonly ref?: Ref<HTMLElement>;
  readonly children: ReactNode;
}) {
  return (
    <section ref={ref} aria-label={label} {...REACHABLE} className={`overflow-auto ${className}`}>
      {children}
    </section>
  );
}
