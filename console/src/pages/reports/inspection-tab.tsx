import { useQuery } from '@tanstack/react-query';
import { Search } from 'lucide-react';
import { useState } from 'react';
import { api, dataOf } from '../../api/client.ts';
import { Button } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { TextField } from '../../components/field.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { VerdictBadge } from '../../components/verdict-badge.tsx';
import { useFormat } from '../../i18n/format.ts';
import { useMessages } from '../../i18n/messages.tsx';
import { ReportFrame } from './report-frame.tsx';

/** The report of one part, found by its serial number. */
export function InspectionTab() {
  const { reports } = useMessages();
  const { time } = useFormat();
  const [typed, setTyped] = useState('');
  const [serial, setSerial] = useState('');
  const [id, setId] = useState<string | null>(null);
  const { data, error } = useQuery({
    queryKey: ['inspections', 'serial', serial],
    enabled: serial !== '',
    queryFn: ({ signal }) =>
      dataOf(api.GET('/api/v1/inspections', { signal, params: { query: { serial, limit: 50 } } })),
  });
  const chosen = id ?? (data?.items.length === 1 ? data.items[0]!.id : null);
  return (
    <div className="grid items-start gap-6 lg:grid-cols-[24rem_minmax(0,1fr)]">
      <Card>
        <form
          className="flex flex-col gap-3"
          onSubmit={event => {
            event.preventDefault();
            setId(null);
            setSerial(typed.trim());
          }}
        >
          <TextField
            label={reports.serial}
            hint={reports.serialHint}
            value={typed}
            onChange={({ target }) => setTyped(target.value)}
          />
          <Button type="submit" kind="primary" disabled={typed.trim() === ''}>
            <Search className="size-5" aria-hidden="true" />
            {reports.find}
          </Button>
        </form>
        <div aria-live="polite" className="mt-4">
          {error && <ProblemNotice error={error} />}
          {data?.items.length === 0 && <p className="font-semibold">{reports.noSerial(serial)}</p>}
          {data && data.items.length > 0 && (
            <>
              <h2 className="mb-1 text-sm font-semibold text-muted">{reports.found}</h2>
              <ul className="-mx-2">
                {data.items.map(item => (
                  <li key={item.id}>
                    <button
                      type="button"
                      aria-pressed={chosen === item.id}
                      onClick={() => setId(item.id)}
                      className="flex min-h-11 w-full cursor-pointer flex-wrap items-center justify-between gap-2 rounded-xl px-2 py-1 text-left hover:bg-sunken aria-pressed:bg-accent-soft"
                    >
                      <span>
                        {item.category}
                        <span className="block text-sm text-muted">{time(item.created_at)}</span>
                      </span>
                      <VerdictBadge verdict={item.final_decision ?? item.decision} />
                    </button>
                  </li>
                ))}
              </ul>
            </>
          )}
        </div>
      </Card>
      <ReportFrame
        title={reports.reportTitle}
        address={chosen && `/api/v1/inspections/${chosen}/report`}
        empty={{ title: reports.emptyTitle, todo: reports.chooseInspection }}
      />
    </div>
  );
}
