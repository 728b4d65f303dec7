import { useState } from 'react';
import { Card } from '../../components/card.tsx';
import { DimensionField } from '../../components/dimension-field.tsx';
import { useMessages } from '../../i18n/messages.tsx';
import type { Stretch } from '../../i18n/plant-time.ts';
import { LotForm } from './lot-form.tsx';
import { OwnTimeForm } from './own-time-form.tsx';
import { RecentShifts } from './recent-shifts.tsx';
import { ReportFrame } from './report-frame.tsx';
import { type ReportPlace, shiftAddress } from './shift-address.ts';

/** Reports of a shift, of any time, or of a lot. */
export function ShiftTab() {
  const { reports } = useMessages();
  const [place, setPlace] = useState<ReportPlace>({});
  const [chosen, setChosen] = useState<(Stretch & { readonly lot?: string }) | null>(null);
  const address = chosen && shiftAddress(chosen, { ...place, lot: chosen.lot });
  return (
    <div className="grid items-start gap-6 lg:grid-cols-[24rem_minmax(0,1fr)]">
      <div className="flex min-w-0 flex-col gap-6">
        <Card>
          <div className="grid gap-3 sm:grid-cols-2 lg:grid-cols-1">
            <DimensionField
              dimension="category"
              value={place.category}
              onChoose={category => setPlace({ ...place, category })}
            />
            <DimensionField
              dimension="line"
              value={place.line}
              onChoose={line => setPlace({ ...place, line })}
            />
          </div>
        </Card>
        <RecentShifts place={place} chosen={chosen} onChoose={setChosen} />
        <OwnTimeForm onChoose={setChosen} />
        <LotForm place={place} onChoose={setChosen} />
      </div>
      <ReportFrame
        title={reports.reportTitle}
        address={address}
        empty={{ title: reports.emptyTitle, todo: reports.emptyTodo }}
      />
    </div>
  );
}
