import { Button } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { ProgressBar } from '../../components/progress-bar.tsx';
import { useFormat } from '../../i18n/format.ts';
import { useMessages } from '../../i18n/messages.tsx';
import type { Uploading } from './use-upload.ts';

/** How far an upload is, with a button that stops it, or why it failed; nothing when there is none. */
export function UploadNotice({ state, cancel }: Pick<Uploading, 'state' | 'cancel'>) {
  const { training, common } = useMessages();
  const format = useFormat();
  if (state.error) return <ProblemNotice error={state.error} />;
  if (!state.isSending) return null;
  return (
    <Card title={training.uploading} className="mx-auto w-full max-w-4xl">
      <div className="flex flex-col gap-4">
        <ProgressBar share={state.share} label={training.uploading} />
        <p className="tabular-nums text-muted">
          {state.share < 1 ? training.sent(format.percent(state.share, 0)) : training.receiving}
        </p>
        <div>
          <Button onClick={cancel}>{common.cancel}</Button>
        </div>
      </div>
    </Card>
  );
}
