import { Copy } from 'lucide-react';
import { useId, useRef } from 'react';
import { Button } from '../../components/button.tsx';
import { useToast } from '../../components/toast.tsx';
import { useMessages } from '../../i18n/messages.tsx';

/** A secret that is shown once, and copied with one press. */
export function SecretOnce({ label, value }: { readonly label: string; readonly value: string }) {
  const { settings } = useMessages();
  const id = useId();
  const toast = useToast();
  const field = useRef<HTMLInputElement>(null);
  const copy = async () => {
    field.current?.select();
    // The clipboard is only there under https and on this machine; else the browser's own command copies.
    if (navigator.clipboard) await navigator.clipboard.writeText(value);
    else document.execCommand('copy');
    toast({ text: settings.copied });
  };
  return (
    <div className="rounded-xl bg-accent-soft p-4">
      <label htmlFor={id} className="font-semibold">
        {label}
      </label>
      <div className="mt-2 flex flex-wrap gap-2">
        <input
          id={id}
          ref={field}
          readOnly
          value={value}
          onFocus={event => event.target.select()}
          className="min-h-11 min-w-0 flex-[1_1_16rem] rounded-xl border border-line bg-surface px-3 font-mono text-sm"
        />
        <Button onClick={() => void copy()}>
          <Copy className="size-5" aria-hidden="true" />
          {settings.copy}
        </Button>
      </div>
      <p className="mt-2 text-sm">{settings.shownOnce}</p>
    </div>
  );
}
