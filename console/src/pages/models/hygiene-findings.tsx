import { CircleCheck, TriangleAlert } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { Button } from '../../components/button.tsx';
import { CheckField } from '../../components/field.tsx';
import { useMessages } from '../../i18n/messages.tsx';
import { FilePicture } from './file-picture.tsx';
import { type Finding, harmful } from './hygiene.ts';

/** What was found about the chosen pictures, each with its picture; what is marked is left out. */
export function HygieneFindings({
  findings,
  warnings,
  count,
  onLeaveOut,
  again,
}: {
  readonly findings: readonly Finding[];
  readonly warnings: readonly string[];
  /** How many pictures were looked at. */
  readonly count: number;
  onLeaveOut(names: ReadonlySet<string>): void;
  readonly again: ReactNode;
}) {
  const { training } = useMessages();
  const texts = training.hygiene;
  const [marked, setMarked] = useState(() => harmful(findings));
  const [isDone, setIsDone] = useState(false);
  const mark = (name: string, isMarked: boolean) =>
    setMarked(known => new Set(isMarked ? [...known, name] : [...known].filter(other => other !== name)));
  const Icon = findings.length === 0 ? CircleCheck : TriangleAlert;
  return (
    <div className="flex flex-col gap-3 rounded-xl bg-sunken p-4" aria-live="polite">
      <p className="flex items-center gap-2 font-semibold">
        <Icon
          className={`size-5 shrink-0 ${findings.length === 0 ? 'text-pass' : 'text-review'}`}
          aria-hidden="true"
        />
        {isDone ? texts.done(marked.size) : texts.found(findings.length, count)}
      </p>
      {warnings.map(warning => (
        <p key={warning} lang="en" className="text-sm">
          {warning}
        </p>
      ))}
      {!isDone && findings.length > 0 && (
        <>
          <ul className="grid gap-2 sm:grid-cols-2">
            {findings.map(({ picture, kind, detail }) => (
              <li
                key={picture.path}
                className="flex items-center gap-3 rounded-xl border border-line bg-surface p-2"
              >
                <div className="size-20 shrink-0 overflow-hidden rounded-lg">
                  <FilePicture picture={picture} />
                </div>
                <div className="min-w-0">
                  <CheckField
                    label={training.leaveOut(picture.path)}
                    checked={marked.has(picture.path)}
                    onChange={({ target }) => mark(picture.path, target.checked)}
                  />
                  <p className="text-sm break-words text-muted">{texts.kinds[kind](detail)}</p>
                </div>
              </li>
            ))}
          </ul>
          <div className="flex flex-wrap gap-2">
            <Button
              kind="primary"
              disabled={marked.size === 0}
              onClick={() => {
                setIsDone(true);
                onLeaveOut(marked);
              }}
            >
              {texts.leaveOut(marked.size)}
            </Button>
          </div>
        </>
      )}
      {(isDone || findings.length === 0) && <div>{again}</div>}
    </div>
  );
}
