import { CircleUser, Keyboard } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { useState } from 'react';
import { api } from '../api/client.ts';
import { useToast } from '../components/toast.tsx';
import { LANGUAGES, type Language, useLanguage, useMessages } from '../i18n/messages.tsx';
import type { Role } from '../pages/settings/roles.ts';
import { useRefreshSession, useSession } from '../session/session.tsx';
import { chooseTheme, currentTheme, type Theme } from '../theme.ts';
import { useShowShortcuts } from './shortcuts.tsx';

const THEMES: readonly Theme[] = ['light', 'dark', 'system'];
const ITEM =
  'flex min-h-11 cursor-pointer items-center gap-2 rounded-lg px-3 outline-none select-none data-highlighted:bg-sunken';

/** Theme, language and who is logged in. */
export function Preferences() {
  const { common, settings } = useMessages();
  const { language, choose } = useLanguage();
  const session = useSession();
  const role = settings.roles.names[session.role as Role] ?? '';
  const showShortcuts = useShowShortcuts();
  const [theme, setTheme] = useState(currentTheme);
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger
        aria-label={session.name === null ? common.pages.settings : common.loggedInAs(session.name, role)}
        className="flex size-11 cursor-pointer items-center justify-center rounded-xl hover:bg-white/15"
      >
        <CircleUser className="size-6" aria-hidden="true" />
      </DropdownMenu.Trigger>
      <DropdownMenu.Content
        align="end"
        sideOffset={6}
        className="z-50 min-w-56 rounded-2xl border border-line bg-surface p-2 text-ink shadow-xl"
      >
        {session.accounts && session.name !== null && (
          <DropdownMenu.Label className="px-3 py-2 font-semibold">
            {common.loggedInAs(session.name, role)}
          </DropdownMenu.Label>
        )}
        <Choice
          label={common.theme.label}
          value={theme}
          names={Object.fromEntries(THEMES.map(name => [name, common.theme[name]]))}
          onChoose={value => {
            chooseTheme(value as Theme);
            setTheme(value as Theme);
          }}
        />
        <Choice
          label={common.language}
          value={language}
          names={LANGUAGES}
          onChoose={value => choose(value as Language)}
        />
        <DropdownMenu.Item className={ITEM} onSelect={showShortcuts}>
          <Keyboard className="size-5" aria-hidden="true" />
          {common.shortcuts}
        </DropdownMenu.Item>
        {session.accounts && <LogOut />}
      </DropdownMenu.Content>
    </DropdownMenu.Root>
  );
}

function Choice({
  label,
  value,
  names,
  onChoose,
}: {
  readonly label: string;
  readonly value: string;
  readonly names: Readonly<Record<string, string>>;
  onChoose(value: string): void;
}) {
  return (
    <DropdownMenu.RadioGroup value={value} onValueChange={onChoose} className="border-line border-b pb-2">
      <DropdownMenu.Label className="px-3 pt-2 text-sm text-muted">{label}</DropdownMenu.Label>
      {Object.entries(names).map(([name, text]) => (
        <DropdownMenu.RadioItem key={name} value={name} className={ITEM}>
          <span className="w-4" aria-hidden="true">
            <DropdownMenu.ItemIndicator>✓</DropdownMenu.ItemIndicator>
          </span>
          {text}
        </DropdownMenu.RadioItem>
      ))}
    </DropdownMenu.RadioGroup>
  );
}

function LogOut() {
  const { common } = useMessages();
  const toast = useToast();
  const refresh = useRefreshSession();
  return (
    <DropdownMenu.Item
      className={ITEM}
      onSelect={() =>
        void api
          .DELETE('/api/v1/session')
          .then(refresh)
          .catch((error: Error) => toast({ text: error.message, kind: 'problem', lang: 'en' }))
      }
    >
      {common.logOut}
    </DropdownMenu.Item>
  );
}
