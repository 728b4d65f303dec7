import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { api, dataOf } from '../../api/client.ts';
import { Button } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { DimensionField } from '../../components/dimension-field.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { useMessages } from '../../i18n/messages.tsx';
import type { Stretch } from '../../i18n/plant-time.ts';
import type { ReportPlace } from './shift-address.ts';

const YEAR_MS = 365 * 86_400_000;

/** A report of a lot, from the first day that it was inspected to the last. */
export function LotForm({
  place: { category, line },
  onChoose,
}: {
  readonly place: ReportPlace;
  onChoose(chosen: Stretch & { readonly lot: string }): void;
}) {
  const { reports } = useMessages();
  const [lot, setLot] = useState<string>();
  const days = useMutation({
    mutationFn: async (name: string) => {
      const from = new Date(Date.now() - YEAR_MS).toISOString();
      const time = { bucket: 'day' as const, from };
      const query = { lot: name, ...(category && { category }), ...(line && { line }), ...time };
      const { buckets } = await dataOf(api.GET('/api/v1/statistics/yield', { params: { query } }));
      return buckets;
    },
    onSuccess(buckets, name) {
      const [first, last] = [buckets[0], buckets.at(-1)];
      if (first && last) onChoose({ from: first.from, before: last.before, lot: name });
    },
  });
  return (
    <Card title={reports.lot}>
      <form
        className="flex flex-col gap-3"
        onSubmit={event => {
          event.preventDefault();
          if (lot !== undefined) days.mutate(lot);
        }}
      >
        <DimensionField dimension="lot" value={lot} onChoose={setLot} />
        <p className="text-sm text-muted">{reports.lotHint}</p>
        {days.data?.length === 0 && <p className="font-semibold text-fail">{reports.lotNone}</p>}
        {days.error && <ProblemNotice error={days.error} />}
        <Button type="submit" disabled={lot === undefined || days.isPending}>
          {lot === undefined ? reports.chooseLot : reports.show}
        </Button>
      </form>
    </Card>
  );
}
