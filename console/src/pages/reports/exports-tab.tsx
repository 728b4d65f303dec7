import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Download, FileClock } from 'lucide-react';
import { useState } from 'react';
import { api, dataOf } from '../../api/client.ts';
import type { Verdict } from '../../api/types.ts';
import { Button } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { DimensionField } from '../../components/dimension-field.tsx';
import { CheckField, SelectField, TextField } from '../../components/field.tsx';
import { useToast } from '../../components/toast.tsx';
import { useFormat } from '../../i18n/format.ts';
import { useMessages } from '../../i18n/messages.tsx';
import { usePlant } from '../../i18n/plant.ts';
import { type ExportFields, exportAddress, exportFilter } from './export-filter.ts';
import { ExportList } from './export-list.tsx';

/** More than this takes longer than people like to watch a download. */
const MANY = 20_000;
const PLACES = ['category', 'line', 'lot'] as const;

/** Records as a file: at once, or prepared in the background. */
export function ExportsTab() {
  const { reports, monitor, common } = useMessages();
  const { number } = useFormat();
  const toast = useToast();
  const queries = useQueryClient();
  const [fields, setFields] = useState<ExportFields>({ format: 'csv', pictures: false });
  const { timeZone } = usePlant();
  const filter = exportFilter(fields, timeZone);
  const { data } = useQuery({
    queryKey: ['statistics', 'count', filter],
    queryFn: ({ signal }) =>
      dataOf(
        api.GET('/api/v1/statistics/by/{dimension}', {
          signal,
          params: { path: { dimension: 'category' }, query: { ...filter, limit: 1000 } },
        }),
      ),
  });
  const count = data?.groups.reduce((sum, { inspected }) => sum + inspected, 0);
  const prepare = useMutation({
    mutationFn: () => {
      const { decision, ...others } = filter;
      const asked = { ...others, ...(decision && { decisions: [decision] }) };
      return dataOf(
        api.POST('/api/v1/jobs/export', {
          body: { filter: asked, format: fields.format, pictures: fields.pictures },
        }),
      );
    },
    onSuccess: () => {
      toast({ text: reports.prepared });
      return queries.invalidateQueries({ queryKey: ['jobs', 'export'] });
    },
    onError: error => toast({ text: error.message, kind: 'problem', lang: 'en' }),
  });
  const isLarge = fields.pictures || (count ?? 0) > MANY;
  return (
    <div className="grid items-start gap-6 lg:grid-cols-2">
      <Card title={reports.tabs.exports}>
        <p className="mb-4 text-muted">{reports.exportIntro}</p>
        <div className="grid gap-3 sm:grid-cols-2">
          {PLACES.map(place => (
            <DimensionField
              key={place}
              dimension={place}
              value={fields[place]}
              onChoose={value => setFields({ ...fields, [place]: value })}
            />
          ))}
          <SelectField
            label={reports.verdict}
            value={fields.decision ?? ''}
            onChange={({ target }) =>
              setFields({ ...fields, decision: (target.value || undefined) as Verdict | undefined })
            }
          >
            <option value="">{reports.allVerdicts}</option>
            {(['PASS', 'REVIEW', 'FAIL'] as const).map(verdict => (
              <option key={verdict} value={verdict}>
                {common.verdicts[verdict]}
              </option>
            ))}
          </SelectField>
          {(['from', 'before'] as const).map(end => (
            <TextField
              key={end}
              type="datetime-local"
              label={monitor[end]}
              value={fields[end] ?? ''}
              onChange={({ target }) => setFields({ ...fields, [end]: target.value || undefined })}
            />
          ))}
          <SelectField
            label={reports.format}
            value={fields.format}
            onChange={({ target }) => setFields({ ...fields, format: target.value as 'csv' | 'jsonl' })}
          >
            <option value="csv">{reports.formats.csv}</option>
            <option value="jsonl">{reports.formats.jsonl}</option>
          </SelectField>
        </div>
        <CheckField
          label={reports.pictures}
          checked={fields.pictures}
          onChange={({ target }) => setFields({ ...fields, pictures: target.checked })}
        />
        <p aria-live="polite" className="my-3 min-h-6 text-lg font-semibold">
          {count !== undefined && reports.matches(number(count))}
        </p>
        <div className="flex flex-wrap gap-3">
          {!fields.pictures && (
            <a
              download
              href={exportAddress(filter, fields.format)}
              className={`inline-flex min-h-11 items-center gap-2 rounded-xl px-4 py-2 font-semibold ${isLarge ? 'border border-line' : 'brand-gradient'}`}
            >
              <Download className="size-5" aria-hidden="true" />
              {reports.download}
            </a>
          )}
          <Button
            kind={isLarge ? 'primary' : 'secondary'}
            disabled={prepare.isPending || count === 0}
            onClick={() => prepare.mutate()}
          >
            <FileClock className="size-5" aria-hidden="true" />
            {reports.prepare}
          </Button>
        </div>
        <p className="mt-2 text-sm text-muted">{reports.prepareHint}</p>
      </Card>
      <ExportList />
    </div>
  );
}
