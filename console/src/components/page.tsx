import { type ReactNode, useEffect } from 'react';
import { useMessages } from '../i18n/messages.tsx';

/** A page under the header: its heading, what can be done, its content. */
export function Page({
  title,
  actions,
  children,
}: {
  readonly title: string;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}) {
  const { common } = useMessages();
  useEffect(() => {
    document.title = `${title} – ${common.product}`;
  }, [title, common]);
  return (
    <div className="mx-auto w-full max-w-[110rem] px-4 py-6 sm:px-6">
      <div className="mb-6 flex flex-wrap items-center justify-between gap-3">
        <h1 className="text-2xl font-bold">{title}</h1>
        {actions && <div className="flex flex-wrap gap-2">{actions}</div>}
      </div>
      {children}
    </div>
  );
}
