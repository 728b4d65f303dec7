import { constants } from 'node:fs';
import { type FileHandle, open, readFile, rename, rm } from 'node:fs/promises';
import { storageError } from '../errors.ts';
import { sha256OfFile, writeFileAtomically } from '../files.ts';

/** Where the bytes of a partial file come from; kept beside it so that a later process can go on. */
export interface PartOrigin {
  readonly url: string;
  /** Strong ETag or Last-Modified for `If-Range`; null when the server gives none, so the part cannot be resumed. */
  readonly validator: string | null;
  /** Size of the complete file; null when the server does not tell. */
  readonly totalBytes: number | null;
}

/** A file that grows beside its final place: `<path>.part` with its origin in `<path>.part.json`. */
export class PartFile {
  readonly path: string;
  readonly #file: FileHandle;
  #origin: PartOrigin | undefined;
  #sizeBytes: number;
  #closed = false;

  private constructor(path: string, file: FileHandle, origin: PartOrigin | undefined, sizeBytes: number) {
    this.path = path;
    this.#file = file;
    this.#origin = origin;
    this.#sizeBytes = sizeBytes;
  }

  /**
   * Opens what an earlier download of the same `url` left, or an empty part. The folder must be there.
   *
   * @throws InspectError `storage_full` or `storage_denied`.
   */
  static async open(finalPath: string, url: string): Promise<PartFile> {
    const path = `${finalPath}.part`;
    try {
      const file = await open(path, constants.O_RDWR | constants.O_CREAT);
      const origin = await readOrigin(`${path}.json`);
      const resumable = origin?.url === url && origin.validator !== null;
      return new PartFile(
        path,
        file,
        resumable ? origin : undefined,
        resumable ? (await file.stat()).size : 0,
      );
    } catch (cause) {
      throw storageError(cause, `opening ${path}`);
    }
  }

  /** Undefined until a server has answered. */
  get origin(): PartOrigin | undefined {
    return this.#origin;
  }

  /** Bytes that are there and belong to `origin`. */
  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  /** Empties the part for a new origin. Truncates first: a crash in between leaves nothing that could be mixed up. */
  async restart(origin: PartOrigin | undefined): Promise<void> {
    this.#sizeBytes = 0;
    this.#origin = origin;
    await this.#storing('emptying', async () => {
      if ((await this.#file.stat()).size > 0) await this.#file.truncate(0);
      if (origin) await writeFileAtomically(`${this.path}.json`, JSON.stringify(origin));
      else await rm(`${this.path}.json`, { force: true });
    });
  }

  /** Writes at the part's own end, never at the file's, so that a second writer could only write the same bytes. */
  async append(bytes: Uint8Array): Promise<void> {
    await this.#storing('writing', async () => {
      for (let done = 0; done < bytes.length; ) {
        const { bytesWritten } = await this.#file.write(bytes, done, bytes.length - done, this.#sizeBytes);
        done += bytesWritten;
        this.#sizeBytes += bytesWritten;
      }
    });
  }

  /** SHA-256 of what is on the disk, lower-case hex. */
  async sha256(signal?: AbortSignal): Promise<string> {
    return sha256OfFile(this.path, signal);
  }

  /** Makes the part durable and moves it to its final place in one step. */
  async publish(finalPath: string): Promise<void> {
    await this.#storing('finishing', async () => {
      await this.#file.sync();
      this.#closed = true;
      await this.#file.close();
      await rename(this.path, finalPath);
      await rm(`${this.path}.json`, { force: true });
    });
  }

  /** Deletes the part and its origin. */
  async discard(): Promise<void> {
    if (!this.#closed) {
      this.#closed = true;
      await this.#file.close();
    }
    await rm(this.path, { force: true });
    await rm(`${this.path}.json`, { force: true });
  }

  /** Keeps the part for a later download, unless it is empty; safe to call twice. */
  async close(): Promise<void> {
    if (this.#closed) return;
    if ((await this.#file.stat()).size === 0) return this.discard();
    this.#closed = true;
    await this.#file.close();
  }

  async #storing(doing: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (cause) {
      throw storageError(cause, `${doing} ${this.path}`);
    }
  }
}

async function readOrigin(path: string): Promise<PartOrigin | undefined> {
  try {
    const origin: PartOrigin = JSON.parse(await readFile(path, 'utf8'));
    const known =
      typeof origin.url === 'string' &&
      (origin.validator === null || typeof origin.validator === 'string') &&
      (origin.totalBytes === null || Number.isSafeInteger(origin.totalBytes));
    return known ? origin : undefined;
  } catch {
    return undefined; // missing or torn: the part is started again
  }
}
