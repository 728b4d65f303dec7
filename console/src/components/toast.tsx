import { Toast as Radix } from 'radix-ui';
import { createContext, type ReactNode, useCallback, useContext, useRef, useState } from 'react';
import { useMessages } from '../i18n/messages.tsx';
import { Button } from './button.tsx';

/** A short message that something was done. */
export interface Toast {
  readonly text: string;
  readonly kind?: 'done' | 'problem';
  /** Of what the server says in its own words. */
  readonly lang?: 'en';
  /** Takes back what was done. */
  readonly onUndo?: () => void;
}

interface ShownToast extends Toast {
  readonly id: number;
}

const SHOWN_MS = 8_000;
const ToastContext = createContext<(toast: Toast) => void>(() => undefined);

/** Shows toasts over its children. */
export function ToastProvider({ children }: { readonly children: ReactNode }) {
  const [toasts, setToasts] = useState<readonly ShownToast[]>([]);
  const nextId = useRef(0);
  const { common } = useMessages();
  const show = useCallback((toast: Toast) => {
    setToasts(shown => [...shown, { ...toast, id: nextId.current++ }]);
  }, []);
  const hide = (id: number) => setToasts(shown => shown.filter(toast => toast.id !== id));
  return (
    <ToastContext value={show}>
      <Radix.Provider duration={SHOWN_MS} label={common.product}>
        {children}
        {toasts.map(({ id, text, kind, lang, onUndo }) => (
          <Radix.Root
            key={id}
            onOpenChange={open => void (open || hide(id))}
            className={`flex items-center gap-3 rounded-xl border p-3 pl-4 shadow-lg ${kind === 'problem' ? 'border-fail bg-fail-soft text-fail' : 'border-line bg-surface'}`}
          >
            <Radix.Description lang={lang} className="min-w-0 flex-1 break-words">
              {text}
            </Radix.Description>
            {onUndo && (
              <Radix.Action altText={common.undo} asChild>
                <Button onClick={onUndo}>{common.undo}</Button>
              </Radix.Action>
            )}
            <Radix.Close
              className="min-h-11 min-w-11 cursor-pointer rounded-xl hover:bg-sunken"
              aria-label={common.close}
            >
              ×
            </Radix.Close>
          </Radix.Root>
        ))}
        <Radix.Viewport
          label={common.notifications}
          className="fixed right-4 bottom-4 z-50 flex w-[calc(100vw-2rem)] max-w-md flex-col gap-2"
        />
      </Radix.Provider>
    </ToastContext>
  );
}

/** Shows a toast. */
export function useToast(): (toast: Toast) => void {
  return useContext(ToastContext);
}
