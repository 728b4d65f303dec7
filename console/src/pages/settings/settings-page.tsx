import { ArrowLeft } from 'lucide-react';
import { Link, NavLink, useParams } from 'react-router';
import { Page } from '../../components/page.tsx';
import { useMessages } from '../../i18n/messages.tsx';
import { useSession } from '../../session/session.tsx';
import { NotFound } from '../not-found.tsx';
import { tabsOf } from './tabs.ts';

/** The settings: a list of sections beside the open one; on a small screen one after the other. */
export function SettingsPage() {
  const { common, settings } = useMessages();
  const { tab } = useParams();
  const tabs = tabsOf(useSession());
  const open = tabs.find(({ name }) => name === (tab ?? tabs[0]!.name));
  if (!open) return <NotFound />;
  return (
    <Page title={tab === undefined ? common.pages.settings : settings.tabs[open.name]}>
      <div className="gap-8 lg:flex">
        <nav
          aria-label={settings.sections}
          className={`shrink-0 flex-col gap-1 lg:sticky lg:top-22 lg:flex lg:w-60 lg:self-start ${tab === undefined ? 'flex' : 'hidden'}`}
        >
          {tabs.map(({ name, Icon }, index) => (
            <NavLink
              key={name}
              to={`/settings/${name}`}
              className={({ isActive }) =>
                `flex min-h-11 items-center gap-3 rounded-xl px-3 font-semibold ${isActive ? 'bg-accent-soft text-accent' : 'hover:bg-sunken'} ${tab === undefined && index === 0 ? 'lg:bg-accent-soft lg:text-accent' : ''}`
              }
            >
              <Icon className="size-5 shrink-0" aria-hidden="true" />
              {settings.tabs[name]}
            </NavLink>
          ))}
        </nav>
        <div className={`min-w-0 flex-1 lg:max-w-5xl ${tab === undefined ? 'hidden lg:block' : ''}`}>
          <Link
            to="/settings"
            className="mb-3 flex min-h-11 items-center gap-2 font-semibold text-accent lg:hidden"
          >
            <ArrowLeft className="size-5" aria-hidden="true" />
            {settings.back}
          </Link>
          <div className="flex flex-col gap-6">
            <open.Content />
          </div>
        </div>
      </div>
    </Page>
  );
}
