import { Unplug } from 'lucide-react';
import { useFormat } from '../../i18n/format.ts';
import { useMessages } from '../../i18n/messages.tsx';

/** Says in large letters that the screen does not show what happens. */
export function LostNotice({
  seenAt,
  hasParts,
}: {
  readonly seenAt: string | null;
  readonly hasParts: boolean;
}) {
  const { line } = useMessages();
  const format = useFormat();
  return (
    <div role="alert" className="flex items-center gap-4 rounded-2xl bg-fail px-5 py-3 text-surface">
      <Unplug className="size-10 shrink-0" aria-hidden="true" />
      <div>
        <p className="text-2xl font-black sm:text-3xl">{line.lost}</p>
        <p className="text-lg">{seenAt && hasParts ? line.lostLead(format.clock(seenAt)) : line.lostNever}</p>
      </div>
    </div>
  );
}
