import { useEffect, useRef, useState } from 'react';
import type { Verdict } from '../../api/types.ts';

/** Tones of a verdict in hertz, one after the other: low twice for FAIL, high once for REVIEW. */
const TONES: Readonly<Record<Verdict, readonly number[]>> = { PASS: [], REVIEW: [880], FAIL: [330, 330] };
const TONE_SECONDS = 0.25;
const LOUDNESS = 0.2;

/** A sound for parts that did not pass; off until somebody wants it, as browsers ask for a touch first. */
export function useAlarm() {
  const [isOn, setIsOn] = useState(false);
  const audio = useRef<AudioContext | null>(null);
  useEffect(() => () => void audio.current?.close(), []);
  return {
    isOn,
    toggle() {
      audio.current ??= new AudioContext();
      void audio.current.resume();
      if (!isOn) play(audio.current, 'REVIEW');
      setIsOn(!isOn);
    },
    sound(verdict: Verdict) {
      if (isOn && audio.current) play(audio.current, verdict);
    },
  };
}

function play(audio: AudioContext, verdict: Verdict): void {
  TONES[verdict].forEach((hertz, index) => {
    const start = audio.currentTime + 1.4 * index * TONE_SECONDS;
    const tone = audio.createOscillator();
    const gain = audio.createGain();
    tone.frequency.value = hertz;
    gain.gain.value = LOUDNESS;
    tone.connect(gain).connect(audio.destination);
    tone.start(start);
    tone.stop(start + TONE_SECONDS);
  });
}
