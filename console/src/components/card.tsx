import type { ReactNode } from 'react';

/** A surface with a heading. */
export function Card({
  title,
  actions,
  children,
  className = '',
}: {
  readonly title?: string;
  /** Right of the heading. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
  readonly className?: string;
}) {
  return (
    <section className={`rounded-2xl border border-line bg-surface p-4 sm:p-6 ${className}`}>
      {(title !== undefined || actions) && (
        <div className="mb-4 flex flex-wrap items-center justify-between gap-3">
          <h2 className="text-lg font-semibold">{title}</h2>
          {actions}
        </div>
      )}
      {children}
    </section>
  );
}
