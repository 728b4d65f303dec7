import { useState } from 'react';
import { Card } from '../../components/card.tsx';
import { ScrollArea } from '../../components/scroll-area.tsx';
import { VerdictBadge } from '../../components/verdict-badge.tsx';
import { useFormat } from '../../i18n/format.ts';
import { useMessages } from '../../i18n/messages.tsx';
import type { EvaluatedPicture, EvaluationReport } from './evaluation-types.ts';

const VERDICTS = ['PASS', 'REVIEW', 'FAIL'] as const;
const LABELS = ['good', 'defect'] as const;

type Cell = Pick<EvaluatedPicture, 'label' | 'decision'>;

/** Verdicts by truth; a number shows the pictures behind it. */
export function ConfusionTable({ report }: { readonly report: EvaluationReport }) {
  const { evaluation, models } = useMessages();
  const format = useFormat();
  const [cell, setCell] = useState<Cell>({ label: 'defect', decision: 'PASS' });
  const pictures = (wanted: Cell) =>
    report.images.filter(({ label, decision }) => label === wanted.label && decision === wanted.decision);
  const shown = pictures(cell);
  return (
    <Card title={evaluation.confusion} className="min-w-0">
      <table className="w-full text-center">
        <thead>
          <tr>
            <th className="py-2 pr-1 text-left text-sm font-semibold text-muted sm:pl-2">
              {evaluation.truth}
            </th>
            {VERDICTS.map(verdict => (
              <th key={verdict} className="p-1 max-sm:[&_svg]:hidden sm:p-2">
                <VerdictBadge verdict={verdict} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {LABELS.map(label => (
            <tr key={label} className="border-t border-line">
              <th scope="row" className="py-2 pr-1 text-left max-sm:text-sm sm:pl-2">
                {models.check.labels[label]}
              </th>
              {VERDICTS.map(decision => (
                <td key={decision} className="p-1">
                  <button
                    type="button"
                    aria-pressed={cell.label === label && cell.decision === decision}
                    aria-label={evaluation.showPictures(
                      models.check.labels[label],
                      decision,
                      pictures({ label, decision }).length,
                    )}
                    onClick={() => setCell({ label, decision })}
                    className={`min-h-14 w-full cursor-pointer rounded-xl border-2 border-transparent text-2xl font-bold tabular-nums aria-pressed:border-accent ${toneOf(label, decision)}`}
                  >
                    {format.number(pictures({ label, decision }).length)}
                  </button>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <p className="mt-4 mb-2 font-semibold">
        {evaluation.behind(models.check.labels[cell.label], cell.decision)}
      </p>
      {shown.length === 0 ? (
        <p className="text-muted">{evaluation.noPicture}</p>
      ) : (
        <ScrollArea label={evaluation.confusion} className="max-h-44 rounded-xl bg-sunken p-2">
          <ul>
            {shown.map(({ path, anomaly_score: score }) => (
              <li key={path} className="flex justify-between gap-4 text-sm">
                <span className="min-w-0 break-all">{path}</span>
                <span className="tabular-nums">{format.score(score)}</span>
              </li>
            ))}
          </ul>
        </ScrollArea>
      )}
    </Card>
  );
}

function toneOf(label: Cell['label'], decision: Cell['decision']): string {
  if (decision === 'REVIEW') return 'bg-review-soft text-review';
  const isRight = (label === 'good') === (decision === 'PASS');
  return isRight ? 'bg-pass-soft text-pass' : 'bg-fail-soft text-fail';
}
