import type { ReactNode } from 'react';

/** What a place says that has nothing to show, and what to do about it. As a whole page it is the page's heading. */
export function EmptyState({
  title,
  icon,
  isPage = false,
  children,
}: {
  readonly title: string;
  readonly icon?: ReactNode;
  readonly isPage?: boolean;
  readonly children?: ReactNode;
}) {
  const Title = isPage ? 'h1' : 'p';
  return (
    <div className="mx-auto flex max-w-xl flex-col items-center gap-4 px-6 py-16 text-center">
      {icon && (
        <div
          className="brand-gradient flex size-16 items-center justify-center rounded-2xl"
          aria-hidden="true"
        >
          {icon}
        </div>
      )}
      <Title className="text-lg font-semibold">{title}</Title>
      {children}
    </div>
  );
}
