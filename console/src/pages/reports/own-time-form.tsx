import { useState } from 'react';
import { Button } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { TextField } from '../../components/field.tsx';
import { useMessages } from '../../i18n/messages.tsx';
import { usePlant } from '../../i18n/plant.ts';
import { fromPlantTime, type Stretch } from '../../i18n/plant-time.ts';

/** A report over a time of one's own, in the plant's zone. */
export function OwnTimeForm({ onChoose }: { onChoose(stretch: Stretch): void }) {
  const { reports, monitor } = useMessages();
  const { timeZone } = usePlant();
  const [from, setFrom] = useState('');
  const [before, setBefore] = useState('');
  const [isWrong, setIsWrong] = useState(false);
  return (
    <Card title={reports.own}>
      <form
        noValidate
        className="flex flex-col gap-3"
        onSubmit={event => {
          event.preventDefault();
          const stretch = {
            from: fromPlantTime(from, timeZone),
            before: fromPlantTime(before, timeZone),
          };
          setIsWrong(stretch.from === null || stretch.before === null);
          if (stretch.from !== null && stretch.before !== null)
            onChoose({ from: stretch.from, before: stretch.before });
        }}
      >
        <TextField
          type="datetime-local"
          label={monitor.from}
          value={from}
          onChange={({ target }) => setFrom(target.value)}
        />
        <TextField
          type="datetime-local"
          label={monitor.before}
          value={before}
          error={isWrong ? reports.needsTime : null}
          onChange={({ target }) => setBefore(target.value)}
        />
        <Button type="submit">{reports.show}</Button>
      </form>
    </Card>
  );
}
