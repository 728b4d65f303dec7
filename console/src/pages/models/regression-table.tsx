import { ScrollArea } from '../../components/scroll-area.tsx';
import { useFormat } from '../../i18n/format.ts';
import { useMessages } from '../../i18n/messages.tsx';
import { Judgement } from './judgement.tsx';
import type { RegressionFound } from './model-types.ts';
import { worstFirst } from './regression-refusal.ts';

const TONES = {
  worse: 'bg-fail-soft text-fail',
  still_wrong: 'bg-review-soft text-review',
  better: 'bg-pass-soft text-pass',
  right: 'bg-sunken text-ink',
} as const;

/** What a regression check found, picture by picture, the worst first. */
export function RegressionTable({ found }: { readonly found: RegressionFound }) {
  const { models } = useMessages();
  const format = useFormat();
  const texts = models.check;
  if (found.pictures.length === 0) return <p className="text-muted">{texts.nothing}</p>;
  return (
    <div className="flex flex-col gap-3">
      <p className={`font-semibold ${found.worse > 0 ? 'text-fail' : 'text-pass'}`}>
        {found.worse > 0
          ? texts.worse(found.worse, found.pictures.length)
          : texts.fine(found.pictures.length)}
      </p>
      <ScrollArea label={texts.table}>
        <table className="w-full min-w-[36rem] text-left">
          <thead className="text-sm text-muted">
            <tr>
              <th className="p-2">{texts.picture}</th>
              <th className="p-2">{texts.truth}</th>
              <th className="p-2">{found.before ?? texts.before}</th>
              <th className="p-2">{found.after}</th>
              <th className="p-2">{texts.outcome}</th>
            </tr>
          </thead>
          <tbody>
            {worstFirst(found).map(({ sha256, name, label, before, after, outcome }) => (
              <tr key={sha256} className="border-t border-line align-top">
                <td className="max-w-60 p-2 break-words">{name}</td>
                <td className="p-2">{texts.labels[label]}</td>
                <td className="p-2">{before ? <Judgement judgement={before} format={format} /> : '–'}</td>
                <td className="p-2">
                  <Judgement judgement={after} format={format} />
                </td>
                <td className="p-2">
                  <span className={`rounded-full px-2.5 py-0.5 text-sm font-semibold ${TONES[outcome]}`}>
                    {texts.outcomes[outcome]}
                  </span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollArea>
    </div>
  );
}
