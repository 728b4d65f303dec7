import type { Verdict } from '../../api/types.ts';
import { VerdictBadge } from '../../components/verdict-badge.tsx';
import type { Format } from '../../i18n/format.ts';
import { useMessages } from '../../i18n/messages.tsx';

/** What a version says of a picture: verdict and score. */
export function Judgement({
  judgement: { verdict, anomaly_score: score },
  format,
}: {
  readonly judgement: { readonly verdict: Verdict | 'REFUSED'; readonly anomaly_score: number | null };
  readonly format: Format;
}) {
  const { models } = useMessages();
  return (
    <span className="inline-flex flex-wrap items-center gap-x-2">
      {verdict === 'REFUSED' ? (
        <span className="font-semibold">{models.check.refused}</span>
      ) : (
        <VerdictBadge verdict={verdict} />
      )}
      {score !== null && <span className="tabular-nums text-muted">{format.score(score)}</span>}
    </span>
  );
}
