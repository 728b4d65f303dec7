import { Copy } from 'lucide-react';
import type { Inspection } from '../../api/types.ts';
import { Card } from '../../components/card.tsx';
import { useToast } from '../../components/toast.tsx';
import { useFormat } from '../../i18n/format.ts';
import { useMessages } from '../../i18n/messages.tsx';
import { factsOf } from './facts.ts';

/** Everything recorded of an inspection, in groups. */
export function FactsCard({ inspection }: { readonly inspection: Inspection }) {
  const messages = useMessages();
  const format = useFormat();
  return (
    <Card title={messages.inspection.recorded}>
      <div className="grid gap-x-10 gap-y-6 lg:grid-cols-2">
        {factsOf(inspection, messages, format).map(({ title, facts }) => (
          <section key={title} className="min-w-0">
            <h3 className="mb-2 border-b border-line pb-1 font-semibold">{title}</h3>
            <dl className="grid grid-cols-[minmax(8rem,2fr)_minmax(0,3fr)] items-center gap-x-4">
              {facts.map(({ name, value, isId, lang }) => (
                <div key={name} className="contents text-sm">
                  <dt className="py-1.5 break-words text-muted">{name}</dt>
                  <dd className={`flex min-w-0 items-center gap-1 ${isId ? 'font-mono text-xs' : ''}`}>
                    <span lang={lang} className={`min-w-0 py-1.5 ${isId ? 'break-all' : 'break-words'}`}>
                      {value}
                    </span>
                    {isId && <CopyButton name={name} value={value} />}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Card>
  );
}

/** Only where the browser lets a page copy: over TLS, and on this machine. */
function CopyButton({ name, value }: { readonly name: string; readonly value: string }) {
  const { inspection } = useMessages();
  const toast = useToast();
  if (!window.isSecureContext) return null;
  return (
    <button
      type="button"
      aria-label={inspection.copy(name)}
      title={inspection.copy(name)}
      onClick={() => void navigator.clipboard.writeText(value).then(() => toast({ text: inspection.copied }))}
      className="flex size-11 shrink-0 cursor-pointer items-center justify-center rounded-xl text-muted hover:bg-sunken"
    >
      <Copy className="size-4" aria-hidden="true" />
    </button>
  );
}
