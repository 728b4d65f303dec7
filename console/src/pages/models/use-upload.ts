import { useEffect, useRef, useState } from 'react';
import { upload } from '../../api/upload.ts';

/** An upload as it goes on. */
export interface UploadState {
  readonly isSending: boolean;
  /** Share of 1 that has been sent. */
  readonly share: number;
  readonly error: Error | null;
}

export interface Uploading {
  readonly state: UploadState;
  start(body: FormData | Blob, contentType?: string): void;
  cancel(): void;
}

const IDLE: UploadState = { isSending: false, share: 0, error: null };

/** Uploads to a path of the API; leaving the page stops it. */
export function useUpload<Answer>(path: string, onDone: (answer: Answer) => void): Uploading {
  const [state, setState] = useState(IDLE);
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);
  const start = (body: FormData | Blob, contentType?: string) => {
    running.current?.abort();
    const controller = new AbortController();
    running.current = controller;
    setState({ ...IDLE, isSending: true });
    const onProgress = (share: number) => setState({ ...IDLE, isSending: true, share });
    const options = { signal: controller.signal, onProgress, ...(contentType && { contentType }) };
    upload<Answer>(path, body, options).then(
      answer => {
        setState(IDLE);
        onDone(answer);
      },
      (error: Error) => setState({ ...IDLE, error: error.name === 'AbortError' ? null : error }),
    );
  };
  return { state, start, cancel: () => running.current?.abort() };
}
