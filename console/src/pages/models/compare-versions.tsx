import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, dataOf } from '../../api/client.ts';
import { Button } from '../../components/button.tsx';
import { SelectField } from '../../components/field.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { useMessages } from '../../i18n/messages.tsx';
import { ComparisonTables } from './comparison-tables.tsx';

/** Two versions side by side, when somebody asks: every picture is inspected twice. */
export function CompareVersions({
  category,
  names,
  current,
}: {
  readonly category: string;
  /** Oldest first. */
  readonly names: readonly string[];
  readonly current: string | null;
}) {
  const { models } = useMessages();
  const texts = models.versions;
  const [before, setBefore] = useState(names.find(name => name !== current) ?? names[0]!);
  const [after, setAfter] = useState(current ?? names.at(-1)!);
  const { data, error, isFetching, refetch } = useQuery({
    queryKey: ['compare', category, before, after],
    queryFn: ({ signal }) =>
      dataOf(
        api.GET('/api/v1/models/{category}/compare', {
          signal,
          params: { path: { category }, query: { before, after } },
        }),
      ),
    enabled: false,
  });
  const options = names.map(name => (
    <option key={name} value={name}>
      {name === current ? texts.currentOption(name) : name}
    </option>
  ));
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-wrap items-end gap-3">
        <div className="min-w-36">
          <SelectField label={texts.one} value={before} onChange={({ target }) => setBefore(target.value)}>
            {options}
          </SelectField>
        </div>
        <div className="min-w-36">
          <SelectField label={texts.other} value={after} onChange={({ target }) => setAfter(target.value)}>
            {options}
          </SelectField>
        </div>
        <Button
          disabled={before === after || isFetching}
          aria-busy={isFetching}
          onClick={() => void refetch()}
        >
          {isFetching ? texts.comparing : texts.compare}
        </Button>
      </div>
      {error && <ProblemNotice error={error} />}
      {data && <ComparisonTables comparison={data} />}
    </div>
  );
}
