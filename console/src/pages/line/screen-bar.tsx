import { LogOut, Maximize, Minimize, Radio, Volume2, VolumeX } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Link } from 'react-router';
import { Button } from '../../components/button.tsx';
import { useMessages } from '../../i18n/messages.tsx';
import { useShortcuts } from '../../layout/shortcuts.tsx';
import type { Connection } from './follow-live.ts';
import type { Station } from './station.ts';
import type { useAlarm } from './use-alarm.ts';

/** Which station this is, whether it is live, and the few things that can be done at a screen. */
export function ScreenBar({
  station: { category = '', line = '', station = '' },
  connection,
  alarm,
}: {
  readonly station: Station;
  readonly connection: Connection;
  readonly alarm: Pick<ReturnType<typeof useAlarm>, 'isOn' | 'toggle'>;
}) {
  const { line: text } = useMessages();
  const isFull = useIsFullScreen();
  const toggleFull = () =>
    void (isFull ? document.exitFullscreen() : document.documentElement.requestFullscreen()).catch(
      () => undefined,
    );
  const sound = alarm.isOn ? text.soundOff : text.soundOn;
  const full = isFull ? text.endFullScreen : text.fullScreen;
  useShortcuts([
    { keys: 'f', does: text.fullScreen, run: toggleFull },
    { keys: 'm', does: text.sound, run: alarm.toggle },
  ]);
  return (
    <div className="flex items-center gap-2 max-sm:flex-wrap max-sm:justify-end">
      <h1 className="min-w-0 flex-1 truncate text-xl font-bold max-sm:basis-full sm:text-2xl">
        {text.station(category, line, station)}
      </h1>
      {connection === 'live' && (
        <p className="flex items-center gap-2 rounded-full bg-pass-soft px-3 py-1 font-bold text-pass">
          <Radio className="size-5" aria-hidden="true" />
          {text.live}
        </p>
      )}
      <Button kind="quiet" className="px-2" aria-label={sound} title={sound} onClick={alarm.toggle}>
        {alarm.isOn ? <Volume2 className="size-6" /> : <VolumeX className="size-6" />}
      </Button>
      <Button kind="quiet" className="px-2" aria-label={full} title={full} onClick={toggleFull}>
        {isFull ? <Minimize className="size-6" /> : <Maximize className="size-6" />}
      </Button>
      <Link
        to="/line"
        aria-label={text.leave}
        title={text.leave}
        className="flex size-11 items-center justify-center rounded-xl hover:bg-sunken"
      >
        <LogOut className="size-6" aria-hidden="true" />
      </Link>
    </div>
  );
}

function useIsFullScreen(): boolean {
  const [isFull, setIsFull] = useState(document.fullscreenElement !== null);
  useEffect(() => {
    const onChange = () => setIsFull(document.fullscreenElement !== null);
    document.addEventListener('fullscreenchange', onChange);
    return () => document.removeEventListener('fullscreenchange', onChange);
  }, []);
  return isFull;
}
