import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, dataOf } from '../../api/client.ts';
import { useToast } from '../../components/toast.tsx';
import { useFormat } from '../../i18n/format.ts';
import { useMessages } from '../../i18n/messages.tsx';
import { groundsBody } from './grounds-body.ts';
import { GroundsDialog } from './grounds-dialog.tsx';
import type { CalibrationCard, Grounds } from './model-types.ts';
import type { ThresholdStep } from './threshold-steps.ts';

/** Sets the thresholds anew, after a reason and where needed a signature. */
export function ApplyThreshold({
  card,
  step: { rate, threshold },
  onClose,
}: {
  readonly card: CalibrationCard;
  readonly step: ThresholdStep;
  onClose(): void;
}) {
  const { models } = useMessages();
  const format = useFormat();
  const toast = useToast();
  const queries = useQueryClient();
  const texts = models.whatIf;
  const { category } = card;
  // REVIEW begins no higher than FAIL does.
  const reviewRate = Math.max(card.requested_review_rate, rate);
  const apply = useMutation({
    mutationFn: (grounds: Grounds) =>
      dataOf(
        api.POST('/api/v1/models/{category}/thresholds', {
          params: { path: { category } },
          body: {
            ...groundsBody(grounds, texts.meaning),
            reason: grounds.reason.trim(),
            max_false_reject_rate: rate,
            review_rate: reviewRate,
          },
        }),
      ),
    async onSuccess({ version, thresholds }) {
      await queries.invalidateQueries();
      toast({ text: texts.applied(version, format.score(thresholds.after.fail)) });
      onClose();
    },
  });
  return (
    <GroundsDialog
      title={texts.applyTitle}
      description={texts.applyText(
        format.score(card.fail_threshold),
        format.score(threshold),
        format.number(1000 * rate, 1),
      )}
      action={texts.apply}
      needsReason
      isWorking={apply.isPending}
      error={apply.error}
      onSubmit={grounds => apply.mutate(grounds)}
      onClose={onClose}
    />
  );
}
