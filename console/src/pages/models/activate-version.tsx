import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, dataOf } from '../../api/client.ts';
import { useToast } from '../../components/toast.tsx';
import { useMessages } from '../../i18n/messages.tsx';
import { useSession } from '../../session/session.tsx';
import { groundsBody } from './grounds-body.ts';
import { GroundsDialog } from './grounds-dialog.tsx';
import type { Activated, Grounds } from './model-types.ts';

/** Puts a version to use, or the one before when none is named, behind the regression check. */
export function ActivateVersion({
  category,
  version,
  before,
  onClose,
}: {
  readonly category: string;
  readonly version: string | null;
  readonly before: string | null;
  onClose(): void;
}) {
  const { models } = useMessages();
  const { accounts } = useSession();
  const toast = useToast();
  const queries = useQueryClient();
  const texts = models.versions;
  const params = { path: { category } };
  const activate = (name: string, body: ReturnType<typeof groundsBody>): Promise<Activated> =>
    dataOf(api.POST('/api/v1/models/{category}/activate', { params, body: { ...body, version: name } }));
  const undo = useMutation({
    mutationFn: (name: string) => activate(name, { force: true, reason: texts.undoReason }),
    onSuccess: async ({ version: name }) => {
      await queries.invalidateQueries();
      toast({ text: texts.activated(name) });
    },
    onError: error => toast({ text: error.message, kind: 'problem', lang: 'en' }),
  });
  const change = useMutation({
    mutationFn(grounds: Grounds): Promise<Activated> {
      const body = groundsBody(grounds, texts.meaning);
      if (version !== null) return activate(version, body);
      return dataOf(api.POST('/api/v1/models/{category}/rollback', { params, body }));
    },
    async onSuccess({ version: name }) {
      await queries.invalidateQueries();
      // With accounts going back must be signed, too, so a click is not enough.
      const canUndo = before !== null && !accounts;
      toast({ text: texts.activated(name), ...(canUndo && { onUndo: () => undo.mutate(before) }) });
      onClose();
    },
  });
  return (
    <GroundsDialog
      title={version === null ? texts.rollBack : texts.use(version)}
      description={texts.activateText(before ?? '–')}
      action={version === null ? texts.rollBack : texts.use(version)}
      isWorking={change.isPending}
      error={change.error}
      onSubmit={grounds => change.mutate(grounds)}
      onClose={onClose}
    />
  );
}
