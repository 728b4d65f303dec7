import { type RefObject, useEffect, useRef, useState } from 'react';
import { useRemembered } from './use-remembered.ts';

export interface CameraDevice {
  readonly id: string;
  readonly name: string;
}

/** A camera that is open for as long as the component is shown. */
export interface Camera {
  readonly video: RefObject<HTMLVideoElement | null>;
  readonly devices: readonly CameraDevice[];
  readonly deviceId: string;
  readonly isReady: boolean;
  /** Why there is no picture, as the browser names it. */
  readonly error: string | null;
  choose(deviceId: string): void;
  /** Opens the camera anew after an error. */
  reopen(): void;
  /** The picture of this moment, as the camera gives it, as PNG. */
  capture(): Promise<Blob>;
}

/** Larger than any camera: the browser then takes the most that there is. */
const WANTED_SIDE_PX = 8192;
/** The error of a camera that was there and is gone, such as unplugged. */
const CAMERA_LOST = 'CameraLost';

export function useCamera(): Camera {
  const video = useRef<HTMLVideoElement>(null);
  const [kept, keep] = useRemembered('camera');
  const [devices, setDevices] = useState<readonly CameraDevice[]>([]);
  const [deviceId, setDeviceId] = useState(kept);
  const [isReady, setIsReady] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const [round, setRound] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new round opens the same camera again
  useEffect(() => {
    let stream: MediaStream | null = null;
    let isOver = false;
    const show = async () => {
      stream = await openStream(deviceId);
      if (isOver || !video.current) return stop(stream);
      for (const track of stream.getTracks()) track.addEventListener('ended', onLost);
      video.current.srcObject = stream;
      await video.current.play();
      setDevices(await listCameras());
      setIsReady(true);
      setError(null);
    };
    const onLost = () => {
      // The last frame would stay, and be inspected again and again.
      if (video.current) video.current.srcObject = null;
      setIsReady(false);
      setError(CAMERA_LOST);
    };
    setIsReady(false);
    show().catch((reason: Error) => isOver || setError(reason.name));
    return () => {
      isOver = true;
      if (stream) stop(stream);
    };
  }, [deviceId, round]);
  return {
    video,
    devices,
    deviceId,
    isReady,
    error,
    choose(id) {
      keep(id);
      setDeviceId(id);
    },
    reopen() {
      setError(null);
      setRound(now => now + 1);
    },
    capture: () => pictureOf(video.current!),
  };
}

/** @throws DOMException, or a TypeError where the page did not come over a safe connection */
function openStream(deviceId: string): Promise<MediaStream> {
  const size = { width: { ideal: WANTED_SIDE_PX }, height: { ideal: WANTED_SIDE_PX } };
  const device = deviceId === '' ? {} : { deviceId: { ideal: deviceId } };
  return navigator.mediaDevices.getUserMedia({ video: { ...size, ...device }, audio: false });
}

function stop(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

async function listCameras(): Promise<readonly CameraDevice[]> {
  const all = await navigator.mediaDevices.enumerateDevices();
  const cameras = all.filter(({ kind }) => kind === 'videoinput');
  return cameras.map(({ deviceId, label }, index) => ({ id: deviceId, name: label || String(index + 1) }));
}

function pictureOf(video: HTMLVideoElement): Promise<Blob> {
  const canvas = document.createElement('canvas');
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  canvas.getContext('2d')!.drawImage(video, 0, 0);
  return new Promise((resolve, reject) =>
    canvas.toBlob(blob => (blob ? resolve(blob) : reject(new Error('The picture is empty.'))), 'image/png'),
  );
}
