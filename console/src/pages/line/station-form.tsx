import { MonitorPlay } from 'lucide-react';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { Button } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { SelectField } from '../../components/field.tsx';
import { Page } from '../../components/page.tsx';
import { useKnownValues } from '../../components/use-known-values.ts';
import { useMessages } from '../../i18n/messages.tsx';
import { type Station, screenPath } from './station.ts';

/** Chooses whose parts a screen shows; the address of the screen can be kept as a bookmark. */
export function StationForm({ station }: { readonly station: Station }) {
  const { common, line } = useMessages();
  const navigate = useNavigate();
  const [chosen, setChosen] = useState(station);
  const choice = { chosen, onChoose: setChosen };
  return (
    <Page title={common.pages.line}>
      <Card className="mx-auto max-w-2xl">
        <form
          className="flex flex-col gap-4"
          onSubmit={event => {
            event.preventDefault();
            void navigate(screenPath(chosen));
          }}
        >
          <p>{line.lead}</p>
          <Choice name="category" {...choice} />
          <Choice name="line" {...choice} />
          <Choice name="station" {...choice} />
          <Button kind="primary" type="submit" className="self-start px-6 text-lg">
            <MonitorPlay className="size-6" aria-hidden="true" />
            {line.start}
          </Button>
        </form>
      </Card>
    </Page>
  );
}

function Choice({
  name,
  chosen,
  onChoose,
}: {
  readonly name: keyof Station;
  readonly chosen: Station;
  onChoose(station: Station): void;
}) {
  const { history, line } = useMessages();
  const known = useKnownValues(name);
  const { [name]: value = '', ...others } = chosen;
  const values = value === '' || known.includes(value) ? known : [value, ...known];
  return (
    <SelectField
      label={history.names[name]}
      value={value}
      onChange={({ target }) => onChoose(target.value === '' ? others : { ...others, [name]: target.value })}
    >
      <option value="">{line.everything}</option>
      {values.map(each => (
        <option key={each} value={each}>
          {each}
        </option>
      ))}
    </SelectField>
  );
}
