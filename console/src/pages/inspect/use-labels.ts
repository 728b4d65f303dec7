import { useState } from 'react';
import { useSession } from '../../session/session.tsx';
import type { Label, Labels } from './labels.ts';
import { useRemembered } from './use-remembered.ts';

/** What goes with the pictures; all but the serial number is remembered on this machine. */
export function useLabels(): readonly [Labels, (label: Label, value: string) => void] {
  const session = useSession();
  const [serial, setSerial] = useState('');
  const [lot, setLot] = useRemembered('lot');
  const [line, setLine] = useRemembered('line');
  const [station, setStation] = useRemembered('station');
  const [operator, setOperator] = useRemembered('operator', session.accounts ? (session.name ?? '') : '');
  const setters = {
    serial: setSerial,
    lot: setLot,
    line: setLine,
    station: setStation,
    operator: setOperator,
  };
  return [{ serial, lot, line, station, operator }, (label, value) => setters[label](value)];
}
