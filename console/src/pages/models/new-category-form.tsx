import { FileArchive, X } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { Button } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { TextField } from '../../components/field.tsx';
import { useFormat } from '../../i18n/format.ts';
import { useMessages } from '../../i18n/messages.tsx';
import { useSession } from '../../session/session.tsx';
import {
  addChosen,
  type Chosen,
  flatNames,
  goodPictures,
  jobForm,
  leaveOut,
  NOTHING_CHOSEN,
} from './chosen-pictures.ts';
import { HygieneCheck } from './hygiene-check.tsx';
import { PictureDrop } from './picture-drop.tsx';
import { PictureGrid } from './picture-grid.tsx';
import { faultsOf, requestOf, type TrainingFields } from './training-fields.ts';
import { TrainingOptions } from './training-options.tsx';
import { UploadNotice } from './upload-notice.tsx';
import { useUpload } from './use-upload.ts';

const LEAST = 2;
const ADVISED = 30;

/** Name, pictures and options of a category, and the upload of them. */
export function NewCategoryForm({
  chosen,
  onChosen,
  fields,
  onFields,
  onStarted,
}: {
  readonly chosen: Chosen;
  onChosen(chosen: Chosen): void;
  readonly fields: TrainingFields;
  onFields(change: Partial<TrainingFields>): void;
  onStarted(jobId: string): void;
}) {
  const { training, models } = useMessages();
  const { accounts } = useSession();
  const [isTried, setIsTried] = useState(false);
  const [password, setPassword] = useState('');
  const sending = useUpload<{ readonly id: string }>('/api/v1/jobs/train', ({ id }) => onStarted(id));
  const faults = faultsOf(fields);
  const pictures = goodPictures(chosen.pictures);
  const hasEnough = chosen.archive !== null || pictures.length >= LEAST;
  const lacksPassword = accounts && password === '';
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    setIsTried(true);
    if (Object.keys(faults).length > 0 || !hasEnough || lacksPassword) return;
    const signature = JSON.stringify({ password, meaning: training.meaning });
    const order = { ...requestOf(fields), ...(accounts && { signature }) };
    setPassword('');
    sending.start(jobForm(order, { pictures: flatNames(pictures), archive: chosen.archive }));
  };
  if (sending.state.isSending) return <UploadNotice {...sending} />;
  return (
    <form onSubmit={onSubmit} noValidate className="mx-auto flex max-w-4xl flex-col gap-6">
      <Card title={training.nameTitle}>
        <TextField
          label={training.name}
          hint={training.nameHint}
          value={fields.category}
          autoComplete="off"
          maxLength={100}
          error={isTried && faults.category ? training.faults.name : null}
          onChange={({ target }) => onFields({ category: target.value })}
        />
      </Card>
      <Card title={training.picturesTitle}>
        <div className="flex flex-col gap-4">
          <PictureDrop
            title={training.drop}
            hint={training.dropHint}
            onFiles={files => onChosen(addChosen(chosen, files))}
          />
          <ChosenSummary chosen={chosen} count={pictures.length} onClear={() => onChosen(NOTHING_CHOSEN)} />
          {pictures.length >= LEAST && faults.category === undefined && (
            <HygieneCheck
              category={fields.category}
              backbone={fields.backbone}
              chosen={chosen}
              onLeaveOut={paths => onChosen(leaveOut(chosen, paths))}
            />
          )}
          {pictures.length > 0 && (
            <PictureGrid pictures={pictures} onRemove={path => onChosen(leaveOut(chosen, new Set([path])))} />
          )}
        </div>
      </Card>
      <Card title={training.optionsTitle}>
        <TrainingOptions fields={fields} faults={isTried ? faults : {}} onChange={onFields} />
      </Card>
      {accounts && (
        <Card title={training.signatureTitle}>
          <TextField
            label={models.grounds.password}
            hint={training.signatureHint}
            type="password"
            autoComplete="current-password"
            value={password}
            error={isTried && lacksPassword ? models.grounds.passwordNeeded : null}
            onChange={({ target }) => setPassword(target.value)}
          />
        </Card>
      )}
      <UploadNotice {...sending} />
      <div className="flex flex-wrap items-center gap-4">
        <Button kind="primary" type="submit" className="px-8 text-lg">
          {training.start}
        </Button>
        {isTried && !hasEnough && (
          <p role="alert" className="font-semibold text-fail">
            {training.tooFew}
          </p>
        )}
      </div>
    </form>
  );
}

function ChosenSummary({
  chosen: { archive, ignored },
  count,
  onClear,
}: {
  readonly chosen: Chosen;
  readonly count: number;
  onClear(): void;
}) {
  const { training, common } = useMessages();
  const format = useFormat();
  if (archive === null && count === 0 && ignored === 0) return null;
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2" aria-live="polite">
      {archive ? (
        <p className="flex min-w-0 flex-1 items-center gap-2 font-semibold">
          <FileArchive className="size-5 shrink-0" aria-hidden="true" />
          <span className="min-w-0 break-all">
            {training.archive(archive.name, format.bytes(archive.size))}
          </span>
        </p>
      ) : (
        <p className="flex-1">
          <span className="font-semibold">{training.chosen(count)}</span>{' '}
          <span className={count < ADVISED ? 'text-review' : 'text-muted'}>
            {count < LEAST ? training.tooFew : count < ADVISED ? training.few : training.enough}
          </span>
        </p>
      )}
      <Button kind="quiet" onClick={onClear}>
        <X className="size-5" aria-hidden="true" />
        {archive ? common.remove : training.removeAll}
      </Button>
      {ignored > 0 && <p className="w-full text-sm text-muted">{training.ignored(ignored)}</p>}
    </div>
  );
}
