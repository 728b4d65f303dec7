import { Menu } from 'lucide-react';
import { Dialog } from 'radix-ui';
import { useState } from 'react';
import { Link, NavLink } from 'react-router';
import { useMessages } from '../i18n/messages.tsx';
import { DESTINATIONS } from './navigation.ts';
import { Preferences } from './preferences.tsx';

/** The product's name, the way to every page, and who is logged in. */
export function Header() {
  const { common } = useMessages();
  return (
    <header className="brand-gradient sticky top-0 z-30 print:hidden">
      <div className="mx-auto flex h-16 max-w-[110rem] items-center gap-2 px-4 sm:px-6">
        <Link to="/" className="mr-4 flex min-h-11 items-center gap-2 text-xl font-bold text-white">
          <img src="/icon.svg" alt="" className="size-8 rounded-lg ring-1 ring-white/40" />
          {common.product}
        </Link>
        <nav aria-label={common.menu} className="hidden flex-1 gap-1 xl:flex">
          <Destinations className="rounded-xl px-3 text-white aria-[current=page]:bg-white/20" />
        </nav>
        <div className="ml-auto flex items-center gap-1">
          <Preferences />
          <SmallMenu />
        </div>
      </div>
    </header>
  );
}

function Destinations({ className, onChosen }: { readonly className: string; onChosen?(): void }) {
  const { common } = useMessages();
  return DESTINATIONS.map(({ path, name, Icon }) => (
    <NavLink
      key={path}
      to={path}
      end={path === '/'}
      onClick={onChosen}
      className={`flex min-h-11 items-center gap-2 font-semibold hover:bg-white/15 ${className}`}
    >
      {/* Without signs all names fit beside each other at 1280 px, in every language. */}
      <Icon className="size-5 xl:max-2xl:hidden" aria-hidden="true" />
      {common.pages[name]}
    </NavLink>
  ));
}

/** The same pages in a drawer, where the header is too narrow for them. */
function SmallMenu() {
  const { common } = useMessages();
  const [open, setOpen] = useState(false);
  return (
    <Dialog.Root open={open} onOpenChange={setOpen}>
      <Dialog.Trigger
        aria-label={common.menu}
        className="flex size-11 cursor-pointer items-center justify-center rounded-xl hover:bg-white/15 xl:hidden"
      >
        <Menu className="size-6" aria-hidden="true" />
      </Dialog.Trigger>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-black/55" />
        <Dialog.Content
          aria-describedby={undefined}
          className="brand-gradient fixed inset-y-0 right-0 z-50 flex w-72 flex-col gap-1 overflow-y-auto p-4 shadow-xl"
        >
          <Dialog.Title className="px-3 py-2 text-lg font-bold">{common.menu}</Dialog.Title>
          <nav aria-label={common.menu} className="flex flex-col gap-1">
            <Destinations
              className="rounded-xl px-3 text-white aria-[current=page]:bg-white/20"
              onChosen={() => setOpen(false)}
            />
          </nav>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
