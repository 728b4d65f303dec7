import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, dataOf } from '../../api/client.ts';
import { Button } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { SelectField } from '../../components/field.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { useMessages } from '../../i18n/messages.tsx';
import { RegressionTable } from './regression-table.tsx';

/** Inspects the regression set by a version and by the one in use; changes nothing. */
export function CheckVersion({ category }: { readonly category: string }) {
  const { models } = useMessages();
  const texts = models.regression;
  const params = { path: { category } };
  const { data } = useQuery({
    queryKey: ['versions', category],
    queryFn: ({ signal }) => dataOf(api.GET('/api/v1/models/{category}/versions', { signal, params })),
  });
  const [chosen, setChosen] = useState<string | null>(null);
  const names = (data?.versions ?? []).map(({ version }) => version).toReversed();
  const version = chosen ?? names[0];
  const check = useMutation({
    mutationFn: (name: string) =>
      dataOf(api.POST('/api/v1/regression/{category}/check', { params, body: { version: name } })),
  });
  return (
    <Card title={texts.checkTitle}>
      <div className="flex flex-col gap-4">
        <div className="flex flex-wrap items-end gap-3">
          <div className="min-w-40">
            <SelectField
              label={texts.version}
              value={version ?? ''}
              onChange={({ target }) => setChosen(target.value)}
            >
              {names.map(name => (
                <option key={name} value={name}>
                  {name === data?.current ? models.versions.currentOption(name) : name}
                </option>
              ))}
            </SelectField>
          </div>
          <Button
            kind="primary"
            disabled={!version || check.isPending}
            aria-busy={check.isPending}
            onClick={() => version && check.mutate(version)}
          >
            {check.isPending ? models.grounds.working : texts.check}
          </Button>
        </div>
        {check.error && <ProblemNotice error={check.error} />}
        {check.data && <RegressionTable found={check.data} />}
      </div>
    </Card>
  );
}
