/** A file with its name, folders among it. */
export interface NamedFile {
  readonly path: string;
  readonly file: File;
}

/** What somebody has chosen: pictures, or one archive of them. */
export interface Chosen {
  readonly pictures: readonly NamedFile[];
  readonly archive: File | null;
  /** Files that are no pictures by their names. */
  readonly ignored: number;
}

export const NOTHING_CHOSEN: Chosen = { pictures: [], archive: null, ignored: 0 };
const PICTURE = /\.(png|jpe?g|bmp|tiff?|webp)$/i;
const ARCHIVE = /\.zip$/i;
const GOOD = /(^|\/)train\/good\//;

/** Adds files; an archive takes the place of everything, and pictures that of an archive. */
export function addChosen(chosen: Chosen, files: readonly NamedFile[]): Chosen {
  const visible = files.filter(({ path }) => !/(^|\/)\./.test(path));
  const archive = visible.find(({ path }) => ARCHIVE.test(path));
  if (archive) return { pictures: [], archive: archive.file, ignored: visible.length - 1 };
  const pictures = visible.filter(({ path }) => PICTURE.test(path));
  if (pictures.length === 0) return { ...chosen, ignored: chosen.ignored + visible.length };
  const known = new Set(chosen.pictures.map(identity));
  return {
    pictures: [...chosen.pictures, ...pictures.filter(picture => !known.has(identity(picture)))],
    archive: null,
    ignored: chosen.ignored + visible.length - pictures.length,
  };
}

/** Leaves pictures out. */
export function leaveOut(chosen: Chosen, paths: ReadonlySet<string>): Chosen {
  return { ...chosen, pictures: chosen.pictures.filter(({ path }) => !paths.has(path)) };
}

/** Of a folder with `train/good` in it, the pictures there; else all of them. */
export function goodPictures(pictures: readonly NamedFile[]): readonly NamedFile[] {
  const sorted = pictures.filter(({ path }) => GOOD.test(path));
  return sorted.length > 0 ? sorted : pictures;
}

/** Pictures under names without folders, each of its own: `a/1.png` as `a_1.png`, a second one as `a_1-2.png`. */
export function flatNames(pictures: readonly NamedFile[]): readonly NamedFile[] {
  const taken = new Set<string>();
  const top = sharedFolder(pictures);
  return pictures.map(({ path, file }) => {
    const plain = path.slice(top.length).replaceAll('/', '_');
    let name = plain;
    for (let next = 2; taken.has(name.toLowerCase()); next++)
      name = plain.replace(/(\.[^.]+)$/, `-${next}$1`);
    taken.add(name.toLowerCase());
    return { path: name, file };
  });
}

/** A form for a job: what was asked for, and the pictures or the archive. */
export function jobForm(
  fields: Readonly<Record<string, string>>,
  { pictures, archive }: Pick<Chosen, 'pictures' | 'archive'>,
): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  if (archive) form.append('pictures', archive, archive.name);
  else for (const { path, file } of pictures) form.append('pictures', file, path);
  return form;
}

/** The folder that all pictures lie in, with its slash; empty when there is none. */
function sharedFolder(pictures: readonly NamedFile[]): string {
  const [first] = pictures;
  if (!first) return '';
  const folders = first.path.split('/').slice(0, -1);
  while (folders.length > 0) {
    const folder = `${folders.join('/')}/`;
    if (pictures.every(({ path }) => path.startsWith(folder))) return folder;
    folders.pop();
  }
  return '';
}

function identity({ path, file }: NamedFile): string {
  return `${path}|${file.size}|${file.lastModified}`;
}
