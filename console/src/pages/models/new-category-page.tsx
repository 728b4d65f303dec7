import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { EmptyState } from '../../components/empty-state.tsx';
import { Page } from '../../components/page.tsx';
import { useMessages } from '../../i18n/messages.tsx';
import { useMay, useSession } from '../../session/session.tsx';
import { NOTHING_CHOSEN } from './chosen-pictures.ts';
import { NewCategoryForm } from './new-category-form.tsx';
import { NO_FIELDS } from './training-fields.ts';
import { TrainingView } from './training-view.tsx';

/** From pictures of good parts to a model; the training that runs is in the address, so that a reload finds it. */
export function NewCategoryPage() {
  const { training, common } = useMessages();
  const { role } = useSession();
  const may = useMay('model');
  const [address, setAddress] = useSearchParams();
  const [chosen, setChosen] = useState(NOTHING_CHOSEN);
  const [fields, setFields] = useState({ ...NO_FIELDS, category: address.get('category') ?? '' });
  const job = address.get('job');
  const leave = () => setAddress({});
  return (
    <Page title={address.get('category') ? training.againTitle : training.title}>
      {job !== null ? (
        <TrainingView key={job} id={job} onAgain={leave} />
      ) : may ? (
        <NewCategoryForm
          chosen={chosen}
          onChosen={setChosen}
          fields={fields}
          onFields={change => setFields(known => ({ ...known, ...change }))}
          onStarted={id => setAddress({ job: id })}
        />
      ) : (
        <EmptyState title={common.notAllowed(role ?? '')} />
      )}
    </Page>
  );
}
