import { expect, test } from 'vitest';
import { type DriftChart, listSignals, pageOfSignal, signalPoints, timeOfId } from './signals.ts';

const IDS = [1, 2, 3, 4].map(n => `0196aef0-000${n}-7000-8000-000000000000`);
const signal = (from: number, to: number): DriftChart['signals'][number] => ({
  rule: 'beyond_limits',
  side: 'above',
  from_id: IDS[from]!,
  to_id: IDS[to]!,
  from: `2026-01-0${from + 1}`,
  to: `2026-01-0${to + 1}`,
  inspections: '/api/v1/inspections?category=cap&from=a',
});
const chart = (decides: boolean, signals: DriftChart['signals']): DriftChart => ({
  chart: decides ? 'rejects' : 'ewma',
  decides,
  by_chance: 0.01,
  signals,
  ids: IDS,
  points: [],
});

test('signals that decide are listed apart from hints, the newest first', () => {
  const charts = [chart(true, [signal(0, 1), signal(2, 3)]), chart(false, [signal(1, 1)])];
  const { alarms, hints } = listSignals(charts);
  expect(alarms.map(({ to, chart: name }) => [to, name])).toEqual([
    ['2026-01-04', 'rejects'],
    ['2026-01-02', 'rejects'],
  ]);
  expect(hints).toHaveLength(1);
});

test('every point between the ends of a stretch belongs to the signal, once', () => {
  expect(signalPoints(chart(false, [signal(0, 0), signal(1, 3), signal(2, 3)]))).toEqual([0, 1, 2, 3]);
  // The end of a batch is no point of its own.
  const ends = { ...signal(1, 1), to_id: `${IDS[1]!.slice(0, -1)}9` };
  expect(signalPoints(chart(true, [ends]))).toEqual([1]);
});

test('an id tells when its inspection was', () => {
  expect(timeOfId('0196aef0-0000-7000-8000-000000000000')).toBe(new Date(0x0196aef00000).toISOString());
});

test('a signal leads to its inspections', () => {
  expect(pageOfSignal(signal(0, 1))).toBe('/history?category=cap&from=a');
});
