import { useState } from 'react';
import { Card } from '../../components/card.tsx';
import { SelectField } from '../../components/field.tsx';
import { LANGUAGES, type Language, useLanguage, useMessages } from '../../i18n/messages.tsx';
import { usePlant } from '../../i18n/plant.ts';
import { ShortcutSwitch } from '../../layout/shortcuts.tsx';
import { chooseTheme, currentTheme, type Theme } from '../../theme.ts';

const THEMES: readonly Theme[] = ['light', 'dark', 'system'];

/** Language, theme and keys of this device, and whose time it shows. */
export function DisplayCard() {
  const { common, settings } = useMessages();
  const { language, choose } = useLanguage();
  const [theme, setTheme] = useState(currentTheme);
  const { timeZone } = usePlant();
  return (
    <Card title={settings.account.display}>
      <div className="grid gap-4 sm:grid-cols-2">
        <SelectField
          label={common.language}
          value={language}
          onChange={event => choose(event.target.value as Language)}
        >
          {Object.entries(LANGUAGES).map(([code, name]) => (
            <option key={code} value={code}>
              {name}
            </option>
          ))}
        </SelectField>
        <SelectField
          label={common.theme.label}
          value={theme}
          onChange={event => {
            chooseTheme(event.target.value as Theme);
            setTheme(event.target.value as Theme);
          }}
        >
          {THEMES.map(name => (
            <option key={name} value={name}>
              {common.theme[name]}
            </option>
          ))}
        </SelectField>
      </div>
      <div className="mt-4">
        <ShortcutSwitch />
      </div>
      <p className="mt-2 text-sm text-muted">{settings.account.timeZone(timeZone)}</p>
    </Card>
  );
}
