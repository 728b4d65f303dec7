import type { Messages } from '../messages.tsx';

export const line: Messages['line'] = {
  lead: 'Ein ganzer Bildschirm für eine Station: das letzte Urteil, von weitem lesbar, und die Zahlen der Schicht.',
  everything: 'Alle',
  start: 'Bildschirm zeigen',
  waiting: 'Warten auf das erste Teil',
  waitingLead: 'Das Urteil erscheint hier, sobald ein Teil geprüft ist.',
  lost: 'Keine Verbindung zum Server',
  lostLead: time => `Was hier steht, ist von ${time}. Neuer Versuch läuft …`,
  lostNever: 'Neuer Versuch läuft …',
  live: 'Live',
  score: (score, threshold) => `Wert ${score} / ${threshold}`,
  shiftBegins: 'Diese Schicht',
  shift: time => `Diese Schicht, seit ${time}`,
  inspected: 'Geprüft',
  yield: 'Ausbeute',
  last: 'Die letzten Teile',
  noPart: 'Noch kein Teil',
  sound: 'Ton',
  soundOn: 'Ton einschalten',
  soundOff: 'Ton ausschalten',
  fullScreen: 'Vollbild',
  endFullScreen: 'Vollbild beenden',
  leave: 'Linienansicht verlassen',
  station: (category, place, station) =>
    [category, place, station].filter(Boolean).join(' · ') || 'Alle Stationen',
  part: (serial, verdict, time) => `${serial}: ${verdict}, ${time}`,
};
