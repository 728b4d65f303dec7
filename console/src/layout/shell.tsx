import { Suspense } from 'react';
import { Outlet, ScrollRestoration, useLocation, useNavigate } from 'react-router';
import { Skeleton } from '../components/skeleton.tsx';
import { useMessages } from '../i18n/messages.tsx';
import { useQueueGuard } from '../pages/inspect/use-queue.ts';
import { isScreen } from '../pages/line/station.ts';
import { Header } from './header.tsx';
import { DESTINATIONS } from './navigation.ts';
import { ShortcutsProvider, useShortcuts } from './shortcuts.tsx';

/** What all pages stand in: the header, and the page below it. */
export function Shell() {
  const { common } = useMessages();
  const { pathname, search } = useLocation();
  useQueueGuard();
  const fillsWindow = isScreen(pathname, new URLSearchParams(search));
  return (
    <ShortcutsProvider>
      <a
        href="#content"
        className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:rounded-xl focus:bg-surface focus:p-3 focus:font-semibold"
      >
        {common.skipToContent}
      </a>
      <DestinationKeys />
      {!fillsWindow && <Header />}
      <main id="content" tabIndex={-1} className="outline-none">
        <Suspense fallback={<Skeleton className="m-6 h-96" />}>
          <Outlet />
        </Suspense>
      </main>
      <ScrollRestoration />
    </ShortcutsProvider>
  );
}

/** `g` and a letter lead to a page. */
function DestinationKeys() {
  const { common } = useMessages();
  const navigate = useNavigate();
  useShortcuts(
    DESTINATIONS.map(({ key, name, path }) => ({
      keys: `g ${key}`,
      does: common.goTo(common.pages[name]),
      run: () => void navigate(path),
    })),
  );
  return null;
}
