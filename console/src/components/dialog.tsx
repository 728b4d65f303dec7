import { X } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { useMessages } from '../i18n/messages.tsx';

/** A dialog over the page; focus stays in it, Escape closes it. */
export function Dialog({
  title,
  description,
  open,
  onOpenChange,
  children,
  wide = false,
}: {
  readonly title: string;
  readonly description?: string;
  readonly open: boolean;
  onOpenChange(open: boolean): void;
  readonly children: ReactNode;
  readonly wide?: boolean;
}) {
  const { common } = useMessages();
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-black/55" />
        <Radix.Content
          {...(description === undefined && { 'aria-describedby': undefined })}
          className={`fixed top-1/2 left-1/2 z-50 max-h-[92vh] w-[calc(100vw-2rem)] -translate-x-1/2 -translate-y-1/2 overflow-y-auto rounded-2xl border border-line bg-surface p-6 shadow-xl ${wide ? 'max-w-4xl' : 'max-w-lg'}`}
        >
          <div className="mb-4 flex items-start justify-between gap-4">
            <Radix.Title className="text-xl font-bold">{title}</Radix.Title>
            <Radix.Close
              aria-label={common.close}
              className="-mt-2 -mr-2 flex size-11 shrink-0 cursor-pointer items-center justify-center rounded-xl hover:bg-sunken"
            >
              <X className="size-5" aria-hidden="true" />
            </Radix.Close>
          </div>
          {description !== undefined && (
            <Radix.Description className="mb-4 text-muted">{description}</Radix.Description>
          )}
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
