import { useEffect } from 'react';
import { useMessages } from '../../i18n/messages.tsx';
import { LastVerdict } from './last-verdict.tsx';
import { LostNotice } from './lost-notice.tsx';
import { PartStrip } from './part-strip.tsx';
import { ScreenBar } from './screen-bar.tsx';
import { ShiftCounts } from './shift-counts.tsx';
import type { Station } from './station.ts';
import { useAlarm } from './use-alarm.ts';
import { useLive } from './use-live.ts';
import { useShift } from './use-shift.ts';
import { useWakeLock } from './use-wake-lock.ts';

/** What a station sees all day: the last verdict, the shift, the last parts, and whether that is still true. */
export function LineScreen({ station }: { readonly station: Station }) {
  const { common } = useMessages();
  const alarm = useAlarm();
  const { parts, connection, seenAt } = useLive(station, part => alarm.sound(part.decision));
  const shift = useShift(station);
  useWakeLock();
  useEffect(() => {
    document.title = `${common.pages.line} – ${common.product}`;
  }, [common]);
  const isLost = connection === 'lost';
  return (
    <div className="flex min-h-dvh flex-col gap-3 p-3 lg:h-dvh">
      <ScreenBar station={station} connection={connection} alarm={alarm} />
      {isLost && <LostNotice seenAt={seenAt} hasParts={parts.length > 0} />}
      <div className="grid min-h-0 flex-1 gap-3 lg:grid-cols-[minmax(0,1fr)_18rem]">
        <LastVerdict part={parts[0]} isKnown={connection !== 'connecting'} isOld={isLost} />
        <ShiftCounts shift={shift} />
      </div>
      <PartStrip parts={parts} />
    </div>
  );
}
