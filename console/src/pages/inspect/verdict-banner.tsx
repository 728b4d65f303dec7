import { useLayoutEffect } from 'react';
import type { Inspection } from '../../api/types.ts';
import { VERDICT_COLOURS, VERDICT_ICONS } from '../../components/verdict-badge.tsx';
import { useFormat } from '../../i18n/format.ts';
import { useMessages } from '../../i18n/messages.tsx';
import { markMoment } from './moments.ts';
import { rarityOf } from './rarity.ts';

const P_DIGITS = 4;

/** The verdict, to be read from two metres: a word, a colour, a shape, a sentence, and what it comes from. */
export function VerdictBanner({ inspection }: { readonly inspection: Inspection }) {
  const { common, inspect } = useMessages();
  const format = useFormat();
  const { id, decision, final_decision, anomaly_score, threshold, review_threshold, p_value } = inspection;
  const Icon = VERDICT_ICONS[decision];
  const rarityWords = (pValue: number) => {
    const rarity = rarityOf(pValue);
    return rarity.kind === 'usual'
      ? inspect.verdict.usual
      : inspect.verdict.oneIn(format.number(rarity.count));
  };
  const verdictOfScore =
    anomaly_score > threshold ? 'FAIL' : anomaly_score > review_threshold ? 'REVIEW' : 'PASS';
  const scoreWords = () => {
    const [score, review, fail] = [anomaly_score, review_threshold, threshold].map(format.score);
    if (verdictOfScore === 'FAIL') return inspect.verdict.above(score!, fail!);
    if (verdictOfScore === 'REVIEW') return inspect.verdict.between(score!, review!, fail!);
    return inspect.verdict.below(score!, review!);
  };
  useLayoutEffect(() => markMoment('shown', id), [id]);
  return (
    <div role="status" className={`rounded-2xl p-5 sm:p-8 ${VERDICT_COLOURS[decision]}`}>
      <div className="flex flex-wrap items-center gap-x-8 gap-y-4">
        <div className="flex items-center gap-3 sm:gap-6">
          <Icon className="size-14 shrink-0 sm:size-28" strokeWidth={2.25} aria-hidden="true" />
          <p className="text-5xl leading-none font-black tracking-tight sm:text-8xl">
            {common.verdicts[decision]}
          </p>
        </div>
        <div className="min-w-0 flex-1 basis-72">
          <p className="text-2xl font-bold sm:text-3xl">{common.verdictWords[decision]}</p>
          <p className="mt-1 text-lg tabular-nums">{scoreWords()}</p>
          {p_value !== null && (
            <p className="text-lg tabular-nums">
              {rarityWords(p_value)} {inspect.verdict.pValue(format.number(p_value, P_DIGITS))}
            </p>
          )}
          {decision !== verdictOfScore && inspection.input_findings.length === 0 && (
            <p lang="en" className="mt-1 font-semibold">
              {inspection.reason}
            </p>
          )}
          {inspection.input_findings.map(({ reading, sentence }) => (
            <p key={reading} lang="en" className="mt-1 font-semibold">
              {sentence.charAt(0).toUpperCase() + sentence.slice(1)}
            </p>
          ))}
          {final_decision !== null && (
            <p className="mt-2 font-bold">
              {inspect.reviewed[final_decision === 'PASS' ? 'good' : 'bad'](inspection.reviewed_by ?? '')}
            </p>
          )}
        </div>
      </div>
      <p className="mt-4 break-words text-sm">
        {[inspection.picture.name, inspection.serial, inspection.category, inspection.model_version]
          .filter(Boolean)
          .join(' · ')}
        {' · '}
        <time dateTime={inspection.created_at}>{format.time(inspection.created_at)}</time>
      </p>
    </div>
  );
}
