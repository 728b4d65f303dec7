import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, dataOf } from '../../api/client.ts';
import type { Answer } from '../../api/types.ts';
import { Button } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { SelectField, TextField } from '../../components/field.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { useToast } from '../../components/toast.tsx';
import { useMessages } from '../../i18n/messages.tsx';
import { usePlant } from '../../i18n/plant.ts';
import { parseShifts } from '../../i18n/plant-time.ts';
import { PLANT_KEY } from '../../session/plant-provider.tsx';
import { useChange } from './use-change.ts';

type Settings = Answer<'/api/v1/settings'>;

/** Time zone and shifts of the plant, for everybody. */
export function PlantTab() {
  const { timeZone, shiftStarts } = usePlant();
  const { error } = useQuery({
    queryKey: PLANT_KEY,
    queryFn: ({ signal }) => dataOf(api.GET('/api/v1/settings', { signal })),
    enabled: false, // asked for already; here only what is wrong with it is of interest
  });
  const saved = { time_zone: timeZone, shift_starts: [...shiftStarts] };
  return (
    <>
      {error && <ProblemNotice error={error} />}
      <PlantForm key={JSON.stringify(saved)} saved={saved} />
    </>
  );
}

function PlantForm({ saved }: { readonly saved: Settings }) {
  const { plant, ...settings } = useMessages().settings;
  const [zone, setZone] = useState(saved.time_zone);
  const [text, setText] = useState(saved.shift_starts.join(', '));
  const save = useSave(saved);
  const starts = parseShifts(text);
  return (
    <Card title={settings.tabs.plant}>
      <p className="mb-4 text-muted">{plant.lead}</p>
      <form
        noValidate
        className="flex flex-col gap-4"
        onSubmit={event => {
          event.preventDefault();
          if (starts) save.mutate({ time_zone: zone, shift_starts: [...starts] });
        }}
      >
        <div className="grid gap-4 sm:grid-cols-2">
          <SelectField
            label={plant.timeZone}
            hint={plant.timeZoneHint(Intl.DateTimeFormat().resolvedOptions().timeZone)}
            value={zone}
            onChange={({ target }) => setZone(target.value)}
          >
            {zonesWith(zone).map(name => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </SelectField>
          <TextField
            label={plant.starts}
            hint={plant.startsHint}
            error={starts === null ? plant.startsWrong : null}
            value={text}
            onChange={({ target }) => setText(target.value)}
          />
        </div>
        <Button type="submit" kind="primary" className="self-start" disabled={!starts || save.isPending}>
          {plant.save}
        </Button>
      </form>
    </Card>
  );
}

/** Saving can be undone; every page follows at once. */
function useSave(saved: Settings) {
  const { plant } = useMessages().settings;
  const toast = useToast();
  const put = (body: Settings) => dataOf(api.PUT('/api/v1/settings', { body }));
  const undo = useChange(PLANT_KEY, put);
  return useChange(PLANT_KEY, put, () => toast({ text: plant.saved, onUndo: () => undo.mutate(saved) }));
}

/** The zones that the browser knows; the chosen one is there in any case. */
function zonesWith(zone: string): readonly string[] {
  return [...new Set([zone, 'UTC', ...Intl.supportedValuesOf('timeZone')])].sort();
}
