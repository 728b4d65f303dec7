import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** A connection that sends what was written beforehand, so that a client takes next to nothing from the server's cores. */
export interface LoadConnection {
  /**
   * Sends a whole request and waits for the whole answer; gives back its status.
   *
   * @throws Error when the connection breaks, or for an answer without `Content-Length`.
   */
  send(request: Uint8Array): Promise<number>;
  close(): void;
}

const HEAD_END = '\r\n\r\n';

/** A POST as it goes over the line. */
export function writeRequest(
  address: string,
  path: string,
  { body, headers }: { readonly body: Uint8Array; readonly headers: Readonly<Record<string, string>> },
): Buffer {
  const lines = Object.entries({ host: new URL(address).host, ...headers, 'content-length': body.length });
  const head = [`POST ${path} HTTP/1.1`, ...lines.map(([name, value]) => `${name}: ${value}`)].join('\r\n');
  return Buffer.concat([Buffer.from(head + HEAD_END), body]);
}

/** @param address as `http://127.0.0.1:8000` */
export async function openLoadConnection(address: string): Promise<LoadConnection> {
  const { hostname, port } = new URL(address);
  const socket = connect(Number(port), hostname).setNoDelay();
  await once(socket, 'connect');
  socket.on('error', () => undefined); // one that comes between two requests is told by the next
  return {
    send: request =>
      new Promise((resolve, reject) => {
        if (!socket.writable) return reject(new Error('The connection has ended.'));
        readAnswer(socket, resolve, reject);
        socket.write(request);
      }),
    close: () => void socket.destroy(),
  };
}

/** Listens until an answer is complete or the connection is over. */
function readAnswer(socket: Socket, resolve: (status: number) => void, reject: (cause: Error) => void): void {
  let head = '';
  let [status, left] = [0, -1];
  const end = (settle: () => void) => {
    socket.off('data', onData).off('close', onClose).off('error', onError);
    settle();
  };
  const onClose = () => end(() => reject(new Error('The connection ended before the answer.')));
  const onError = (cause: Error) => end(() => reject(cause));
  const onData = (chunk: Buffer) => {
    if (left >= 0) left -= chunk.length;
    else {
      head += chunk.toString('latin1');
      const bodyAt = head.indexOf(HEAD_END) + HEAD_END.length;
      if (bodyAt < HEAD_END.length) return;
      const length = /^content-length: (\d+)/im.exec(head)?.[1];
      if (length === undefined) return end(() => reject(new Error(`No Content-Length: ${head}`)));
      status = Number(head.slice(9, 12));
      left = Number(length) - (head.length - bodyAt);
    }
    if (left <= 0) end(() => resolve(status));
  };
  socket.on('data', onData).on('close', onClose).on('error', onError);
}
