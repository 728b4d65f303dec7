import { type Entry, type Options, openPromise, type ZipFile } from 'yauzl';
import { ZipFile as NewZip } from 'yazl';

/** An archive that is read, and what it says of one of its files. */
export type ZipReader = ZipFile;
export type ZipEntry = Entry;

/** Opens an archive, whose entries are then asked for one by one; the caller closes it. */
export function openZip(path: string, options: Options): Promise<ZipReader> {
  return openPromise(path, { lazyEntries: true, autoClose: false, ...options });
}

/** A new archive, which goes out as a stream. */
export function createZip(): NewZip {
  return new NewZip();
}
