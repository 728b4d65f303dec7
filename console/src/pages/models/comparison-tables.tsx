import { ScrollArea } from '../../components/scroll-area.tsx';
import { useFormat } from '../../i18n/format.ts';
import { useMessages } from '../../i18n/messages.tsx';
import { Judgement } from './judgement.tsx';
import type { Comparison } from './model-types.ts';

/** How two versions differ: in their settings, and in what they say of known pictures. */
export function ComparisonTables({ comparison }: { readonly comparison: Comparison }) {
  const { models } = useMessages();
  const format = useFormat();
  const { before, after, settings, changes, compared } = comparison;
  const texts = models.versions;
  const head = (first: string, last?: string) => (
    <thead className="text-sm text-muted">
      <tr>
        <th className="p-2">{first}</th>
        {last !== undefined && <th className="p-2">{last}</th>}
        <th className="p-2">{before}</th>
        <th className="p-2">{after}</th>
      </tr>
    </thead>
  );
  return (
    <div className="flex flex-col gap-4" aria-live="polite">
      <p>
        {compared === 0 ? texts.noneCompared : texts.compared(compared)}{' '}
        {compared > 0 && <strong>{texts.changes(changes.length)}</strong>}
      </p>
      {changes.length > 0 && (
        <ScrollArea label={texts.changes(changes.length)}>
          <table className="w-full min-w-[34rem] text-left">
            {head(models.check.picture, models.check.truth)}
            <tbody>
              {changes.map(change => (
                <tr key={`${change.source}/${change.name}`} className="border-t border-line">
                  <td className="p-2 break-words">{change.name}</td>
                  <td className="p-2">{models.check.labels[change.label]}</td>
                  <td className="p-2">
                    <Judgement judgement={change.before} format={format} />
                  </td>
                  <td className="p-2">
                    <Judgement judgement={change.after} format={format} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollArea>
      )}
      {settings.length === 0 ? (
        <p className="text-muted">{texts.sameSettings}</p>
      ) : (
        <ScrollArea label={texts.setting}>
          <table className="w-full text-left">
            {head(texts.setting)}
            <tbody>
              {settings.map(({ setting, before: was, after: is }) => (
                <tr key={setting} className="border-t border-line">
                  <td className="p-2">{setting}</td>
                  <td className="p-2 break-all tabular-nums">{shown(was)}</td>
                  <td className="p-2 break-all tabular-nums">{shown(is)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollArea>
      )}
    </div>
  );
}

function shown(value: unknown): string {
  if (value === null || value === undefined) return '–';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
