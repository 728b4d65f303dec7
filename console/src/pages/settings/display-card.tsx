import { useState } from 'react';
import { Card } from '../../components/card.tsx';
import { SelectField } from '../../components/field.tsx';
import { chooseTimeZone, timeZone } from '../../i18n/format.ts';
import { LANGUAGES, type Language, useLanguage, useMessages } from '../../i18n/messages.tsx';
import { chooseTheme, currentTheme, type Theme } from '../../theme.ts';

const THEMES: readonly Theme[] = ['light', 'dark', 'system'];

/** Language, theme and time zone of this device. */
export function DisplayCard() {
  const { common, settings } = useMessages();
  const { language, choose } = useLanguage();
  const [theme, setTheme] = useState(currentTheme);
  const [zone, setZone] = useState(timeZone);
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
        <SelectField
          label={settings.account.timeZone}
          hint={settings.account.timeZoneHint}
          value={zone}
          onChange={event => {
            chooseTimeZone(event.target.value);
            setZone(event.target.value);
          }}
        >
          {zonesWith(zone).map(name => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </SelectField>
      </div>
    </Card>
  );
}

/** The zones that the browser knows; the chosen one is there in any case. */
function zonesWith(zone: string): readonly string[] {
  return [...new Set([zone, 'UTC', ...Intl.supportedValuesOf('timeZone')])].sort();
}
