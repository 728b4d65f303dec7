import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef, useState } from 'react';
import { Dialog } from '../components/dialog.tsx';
import { CheckField } from '../components/field.tsx';
import { useMessages } from '../i18n/messages.tsx';
import { useRemembered } from '../pages/inspect/use-remembered.ts';

/** A key, or two one after the other such as `g h`, and what it does. */
export interface Shortcut {
  readonly keys: string;
  readonly does: string;
  /** Goes on while the key is held down, as steps and zoom do; what decides or changes something must not. */
  readonly repeats?: boolean;
  run(): void;
}

const SEQUENCE_MS = 1_000;
const TEXT_FIELDS =
  'input:not([type=checkbox], [type=radio], [type=range], [type=file]), textarea, select, [contenteditable=true]';

interface Registry {
  /** Whether keys do something on this device. */
  readonly areOn: boolean;
  turn(on: boolean): void;
  add(shortcuts: readonly Shortcut[]): () => void;
  showAll(): void;
}

const ShortcutsContext = createContext<Registry>({
  areOn: true,
  turn: () => undefined,
  add: () => () => undefined,
  showAll: () => undefined,
});

/** Listens to the keyboard for the shortcuts of what is shown, and lists them on `?`. */
export function ShortcutsProvider({ children }: { readonly children: ReactNode }) {
  const { common } = useMessages();
  const groups = useRef(new Set<readonly Shortcut[]>());
  const [shown, setShown] = useState<readonly Shortcut[] | null>(null);
  const [kept, keep] = useRemembered('shortcuts', 'on');
  const areOn = kept !== 'off';
  const turn = useRef(keep);
  turn.current = keep;
  const registry = useMemo<Registry>(
    () => ({
      areOn,
      turn: on => turn.current(on ? 'on' : 'off'),
      add(shortcuts) {
        groups.current.add(shortcuts);
        return () => void groups.current.delete(shortcuts);
      },
      showAll: () => setShown([...groups.current].flat()),
    }),
    [areOn],
  );
  useEffect(() => {
    if (!areOn) return;
    let before = { key: '', at: 0 };
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      if (event.target instanceof Element && event.target.closest(TEXT_FIELDS)) return;
      if (document.querySelector('[role=dialog]') && !event.target) return;
      if (event.repeat) {
        const held = [...groups.current]
          .reverse()
          .flat()
          .find(({ keys }) => keys === event.key);
        if (held?.repeats && document.querySelector('[role=dialog]') === null) held.run();
        if (held) event.preventDefault();
        return;
      }
      const isSequence = event.timeStamp - before.at < SEQUENCE_MS;
      const pressed = isSequence ? `${before.key} ${event.key}` : event.key;
      before = { key: event.key, at: event.timeStamp };
      const all = [...groups.current].reverse().flat();
      const found = all.find(({ keys }) => keys === pressed) ?? all.find(({ keys }) => keys === event.key);
      if (event.key === '?') registry.showAll();
      else if (!found) return;
      else if (document.querySelector('[role=dialog]') === null) found.run();
      event.preventDefault();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [registry, areOn]);
  return (
    <ShortcutsContext value={registry}>
      {children}
      <Dialog title={common.shortcuts} open={shown !== null} onOpenChange={() => setShown(null)}>
        <ShortcutSwitch />
        <dl className="mt-4 grid grid-cols-[auto_1fr] items-center gap-x-6 gap-y-2">
          {[...(shown ?? []), { keys: '?', does: common.showShortcuts }].map(({ keys, does }) => (
            <div key={keys} className="contents">
              <dt className="flex gap-1">
                {keys.split(' ').map(key => (
                  <kbd
                    key={key}
                    className="rounded-md border border-line bg-sunken px-2 py-0.5 font-mono text-sm"
                  >
                    {key}
                  </kbd>
                ))}
              </dt>
              <dd>{does}</dd>
            </div>
          ))}
        </dl>
      </Dialog>
    </ShortcutsContext>
  );
}

/** Shortcuts for as long as the component is shown; not while text is typed or a dialog is open. */
export function useShortcuts(shortcuts: readonly Shortcut[]): void {
  const { add } = useContext(ShortcutsContext);
  const latest = useRef(shortcuts);
  latest.current = shortcuts;
  const names = JSON.stringify(shortcuts.map(({ keys, does, repeats = false }) => [keys, does, repeats]));
  useEffect(() => {
    const listed = (JSON.parse(names) as [string, string, boolean][]).map(([keys, does, repeats], index) => ({
      keys,
      does,
      repeats,
      run: () => latest.current[index]?.run(),
    }));
    return add(listed);
  }, [add, names]);
}

/** Whether keys do something on this device. */
export function useAreShortcutsOn(): boolean {
  return useContext(ShortcutsContext).areOn;
}

/** Turns shortcuts off for those who speak to their computer, or whose hand rests on keys (WCAG 2.1.4). */
export function ShortcutSwitch() {
  const { common } = useMessages();
  const { areOn, turn } = useContext(ShortcutsContext);
  return (
    <CheckField label={common.shortcutsOn} checked={areOn} onChange={({ target }) => turn(target.checked)} />
  );
}

/** Opens the list of all shortcuts. */
export function useShowShortcuts(): () => void {
  return useContext(ShortcutsContext).showAll;
}
