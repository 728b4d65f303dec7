import { useState } from 'react';
import { Button } from '../../components/button.tsx';
import { useMessages } from '../../i18n/messages.tsx';
import { addChosen, jobForm, NOTHING_CHOSEN } from './chosen-pictures.ts';
import { PictureDrop } from './picture-drop.tsx';
import { testSet } from './test-set.ts';
import { UploadNotice } from './upload-notice.tsx';
import { useUpload } from './use-upload.ts';

/** A test set put together from good and from defective pictures, or a whole one as an archive. */
export function EvaluationUpload({
  category,
  onStarted,
}: {
  readonly category: string;
  onStarted(jobId: string): void;
}) {
  const { evaluation, training } = useMessages();
  const [good, setGood] = useState(NOTHING_CHOSEN);
  const [defective, setDefective] = useState(NOTHING_CHOSEN);
  const sending = useUpload<{ readonly id: string }>('/api/v1/jobs/evaluate', ({ id }) => {
    setGood(NOTHING_CHOSEN);
    setDefective(NOTHING_CHOSEN);
    onStarted(id);
  });
  const archive = good.archive ?? defective.archive;
  const pictures = testSet(good.pictures, defective.pictures);
  const isReady = archive !== null || pictures.length > 0;
  const places = [
    [evaluation.good, evaluation.goodHint, good, setGood],
    [evaluation.defective, evaluation.defectiveHint, defective, setDefective],
  ] as const;
  if (sending.state.isSending) return <UploadNotice {...sending} />;
  return (
    <div className="flex flex-col gap-4 pt-2">
      <p className="max-w-prose text-muted">{evaluation.intro}</p>
      <div className="grid gap-4 lg:grid-cols-2">
        {places.map(([title, hint, chosen, choose]) => (
          <div key={title} className="flex flex-col gap-2">
            <PictureDrop title={title} hint={hint} onFiles={files => choose(addChosen(chosen, files))} />
            <p className="min-h-6 font-semibold" aria-live="polite">
              {chosen.archive?.name ??
                (chosen.pictures.length > 0 && training.chosen(chosen.pictures.length))}
            </p>
          </div>
        ))}
      </div>
      <UploadNotice {...sending} />
      <div className="flex flex-wrap gap-2">
        <Button
          kind="primary"
          disabled={!isReady}
          onClick={() => sending.start(jobForm({ category }, { pictures, archive }))}
        >
          {evaluation.run}
        </Button>
        {isReady && (
          <Button
            kind="quiet"
            onClick={() => {
              setGood(NOTHING_CHOSEN);
              setDefective(NOTHING_CHOSEN);
            }}
          >
            {training.removeAll}
          </Button>
        )}
      </div>
    </div>
  );
}
