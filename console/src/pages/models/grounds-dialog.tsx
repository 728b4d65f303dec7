import { type FormEvent, type ReactNode, useState } from 'react';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { CheckField, TextField } from '../../components/field.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { useMessages } from '../../i18n/messages.tsx';
import { useSession } from '../../session/session.tsx';
import type { Grounds } from './model-types.ts';
import { refusalOf } from './regression-refusal.ts';
import { RegressionTable } from './regression-table.tsx';

const NO_GROUNDS: Grounds = { reason: '', password: '', force: false };

/**
 * Asks why something is changed and, where there are accounts, for the password as a signature. When the regression
 * check refuses it, shows what was found and lets people do it all the same.
 */
export function GroundsDialog({
  title,
  description,
  action,
  needsReason = false,
  isWorking,
  error,
  onSubmit,
  onClose,
  children,
}: {
  readonly title: string;
  readonly description: string;
  /** On the button. */
  readonly action: string;
  readonly needsReason?: boolean;
  readonly isWorking: boolean;
  readonly error: Error | null;
  onSubmit(grounds: Grounds): void;
  onClose(): void;
  readonly children?: ReactNode;
}) {
  const { models, common } = useMessages();
  const { accounts } = useSession();
  const [grounds, setGrounds] = useState(NO_GROUNDS);
  const [isTried, setIsTried] = useState(false);
  const refusal = refusalOf(error);
  const texts = models.grounds;
  const lacksReason = (needsReason || refusal !== null) && grounds.reason.trim() === '';
  const lacksPassword = accounts && grounds.password === '';
  const lacksForce = refusal !== null && !grounds.force;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const isComplete = !lacksReason && !lacksPassword && !lacksForce;
    setIsTried(!isComplete);
    if (isComplete) onSubmit(grounds);
  };
  return (
    <Dialog
      title={title}
      description={description}
      open
      onOpenChange={open => open || onClose()}
      wide={refusal !== null}
    >
      <form onSubmit={submit} noValidate className="flex flex-col gap-4">
        {children}
        {error && !refusal && <ProblemNotice error={error} />}
        {refusal && (
          <div role="alert" className="flex flex-col gap-3">
            <p className="rounded-xl bg-fail-soft p-3 font-semibold text-fail">
              {texts.refused(refusal.after, refusal.before ?? '–')}
            </p>
            <RegressionTable found={refusal} />
          </div>
        )}
        <TextField
          label={needsReason || refusal ? texts.reason : texts.reasonIfAny}
          value={grounds.reason}
          maxLength={1000}
          error={isTried && lacksReason ? texts.reasonNeeded : null}
          onChange={({ target }) => setGrounds({ ...grounds, reason: target.value })}
        />
        {accounts && (
          <TextField
            label={texts.password}
            hint={texts.passwordHint}
            type="password"
            autoComplete="current-password"
            value={grounds.password}
            error={isTried && lacksPassword ? texts.passwordNeeded : null}
            onChange={({ target }) => setGrounds({ ...grounds, password: target.value })}
          />
        )}
        {refusal && (
          <CheckField
            label={texts.force}
            checked={grounds.force}
            onChange={({ target }) => setGrounds({ ...grounds, force: target.checked })}
          />
        )}
        <div className="flex flex-wrap justify-end gap-2">
          <Button onClick={onClose}>{common.cancel}</Button>
          <Button
            kind={refusal ? 'danger' : 'primary'}
            type="submit"
            disabled={isWorking || lacksForce}
            aria-busy={isWorking}
          >
            {isWorking ? texts.working : refusal ? texts.allTheSame : action}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
