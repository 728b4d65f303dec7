import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { api, dataOf } from '../../api/client.ts';
import type { paths } from '../../api/schema.gen.ts';
import type { Inspection } from '../../api/types.ts';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { TextField } from '../../components/field.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { useToast } from '../../components/toast.tsx';
import { type Messages, useMessages } from '../../i18n/messages.tsx';
import { useSession } from '../../session/session.tsx';
import { useRefreshInspections } from './use-inspection.ts';

type Taught =
  paths['/api/v1/inspections/{id}/teach']['post']['responses'][200]['content']['application/json'];

interface Given {
  readonly reason: string;
  readonly password: string;
}

/** Teaches the category that a part is good, and says what came of it. */
export function TeachDialog({
  inspection,
  onClose,
  onAgain,
}: {
  readonly inspection: Inspection;
  onClose(): void;
  readonly onAgain: (() => void) | null;
}) {
  const { common, inspect } = useMessages();
  const { accounts } = useSession();
  const [given, setGiven] = useState<Given>({ reason: '', password: '' });
  const teach = useTeach(inspection, accounts);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    teach.mutate(given);
  };
  const again = () => {
    onClose();
    onAgain?.();
  };
  return (
    <Dialog title={inspect.teach.title} description={inspect.teach.lead} open onOpenChange={onClose}>
      {teach.data ? (
        <div className="flex flex-col gap-4">
          <p
            role="status"
            className={`rounded-xl p-4 font-semibold ${teach.data.activated ? 'bg-pass-soft text-pass' : 'bg-review-soft text-review'}`}
          >
            {outcomeOf(teach.data, inspect.teach)}
          </p>
          <div className="flex flex-wrap justify-end gap-2">
            <Button onClick={onClose}>{common.close}</Button>
            {onAgain && teach.data.activated && (
              <Button kind="primary" onClick={again}>
                {inspect.actions.again}
              </Button>
            )}
          </div>
        </div>
      ) : (
        <form onSubmit={submit} className="flex flex-col gap-4">
          <TextField
            label={inspect.teach.reason}
            value={given.reason}
            maxLength={500}
            required={accounts}
            onChange={event => setGiven({ ...given, reason: event.target.value })}
          />
          {accounts && (
            <TextField
              label={inspect.teach.password}
              hint={inspect.teach.passwordHint}
              type="password"
              autoComplete="current-password"
              required
              value={given.password}
              onChange={event => setGiven({ ...given, password: event.target.value })}
            />
          )}
          {teach.error && <ProblemNotice error={teach.error} />}
          <div className="flex flex-wrap items-center justify-end gap-2">
            <p role="status" className="flex-1 text-muted">
              {teach.isPending && inspect.teach.running}
            </p>
            <Button onClick={onClose}>{teach.isPending ? common.close : common.cancel}</Button>
            <Button type="submit" kind="primary" disabled={teach.isPending}>
              {inspect.teach.submit}
            </Button>
          </div>
        </form>
      )}
    </Dialog>
  );
}

function outcomeOf(
  { activated, version, regression }: Taught,
  { used, notUsed }: Messages['inspect']['teach'],
): string {
  return activated ? used(version) : notUsed(version, String(regression.worse));
}

/** Goes on when the dialog is closed, and then says in a toast what came of it. */
function useTeach({ id }: Inspection, accounts: boolean) {
  const { inspect } = useMessages();
  const refresh = useRefreshInspections();
  const toast = useToast();
  const isClosed = useRef(false);
  useEffect(() => {
    isClosed.current = false;
    return () => {
      isClosed.current = true;
    };
  }, []);
  return useMutation({
    onSuccess(taught) {
      if (isClosed.current)
        toast({ text: outcomeOf(taught, inspect.teach), ...(!taught.activated && { kind: 'problem' }) });
    },
    onError(error) {
      if (isClosed.current) toast({ text: error.message, kind: 'problem', lang: 'en' });
    },
    mutationFn: async ({ reason, password }: Given) => {
      const taught = await dataOf(
        api.POST('/api/v1/inspections/{id}/teach', {
          params: { path: { id } },
          body: {
            ...(reason.trim() !== '' && { reason: reason.trim() }),
            ...(accounts && { signature: { password, meaning: inspect.teach.meaning } }),
          },
        }),
      );
      await refresh();
      return taught;
    },
  });
}
