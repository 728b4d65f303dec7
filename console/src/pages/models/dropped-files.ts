import type { NamedFile } from './chosen-pictures.ts';

/** Files that were dropped, with those in dropped folders. */
export async function droppedFiles(transfer: DataTransfer): Promise<readonly NamedFile[]> {
  const files = [...transfer.files].map(named);
  const entries = [...transfer.items].map(item => item.webkitGetAsEntry());
  if (!entries.some(entry => entry?.isDirectory)) return files;
  const found = await Promise.all(entries.filter(entry => entry !== null).map(entry => filesOf(entry)));
  return found.flat();
}

/** Files of an input field; those of a folder have its name in theirs. */
export function pickedFiles(files: FileList | null): readonly NamedFile[] {
  return [...(files ?? [])].map(named);
}

function named(file: File): NamedFile {
  return { path: file.webkitRelativePath || file.name, file };
}

async function filesOf(entry: FileSystemEntry): Promise<readonly NamedFile[]> {
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) =>
      (entry as FileSystemFileEntry).file(resolve, reject),
    );
    return [{ path: entry.fullPath.replace(/^\//, ''), file }];
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const found: (readonly NamedFile[])[] = [];
  // A folder is told in portions of at most 100 entries; an empty one is the end.
  for (;;) {
    const portion = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (portion.length === 0) return found.flat();
    for (const inner of portion) found.push(await filesOf(inner));
  }
}
