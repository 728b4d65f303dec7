import { describe, expect, test } from 'vitest';
import { addChosen, flatNames, goodPictures, jobForm, leaveOut, NOTHING_CHOSEN } from './chosen-pictures.ts';

const file = (path: string, content = path) => ({
  path,
  file: new File([content], path.split('/').at(-1)!, { lastModified: 1 }),
});
const pathsOf = (pictures: readonly { readonly path: string }[]) => pictures.map(({ path }) => path);

describe('chosen pictures', () => {
  test('are those with the name of a picture, each once; hidden files do not count', () => {
    const once = addChosen(NOTHING_CHOSEN, [file('a.png'), file('b.JPG'), file('notes.txt'), file('.c.png')]);
    const twice = addChosen(once, [file('a.png'), file('d.webp')]);
    expect(pathsOf(twice.pictures)).toEqual(['a.png', 'b.JPG', 'd.webp']);
    expect(twice.ignored).toBe(1);
    expect(pathsOf(leaveOut(twice, new Set(['b.JPG'])).pictures)).toEqual(['a.png', 'd.webp']);
  });

  test('give way to an archive, and it to them', () => {
    const withArchive = addChosen(addChosen(NOTHING_CHOSEN, [file('a.png')]), [file('parts.zip')]);
    expect(withArchive.archive?.name).toBe('parts.zip');
    expect(withArchive.pictures).toEqual([]);
    expect(addChosen(withArchive, [file('b.png')]).archive).toBeNull();
  });

  test('of a data set are its good ones', () => {
    const pictures = [file('set/train/good/1.png'), file('set/test/scratch/1.png')];
    expect(pathsOf(goodPictures(pictures))).toEqual(['set/train/good/1.png']);
    expect(pathsOf(goodPictures([file('x/1.png')]))).toEqual(['x/1.png']);
  });

  test('lose their folders and keep a name of their own', () => {
    const flat = flatNames([file('set/a/1.png'), file('set/a_1.png'), file('set/b/1.png')]);
    expect(pathsOf(flat)).toEqual(['a_1.png', 'a_1-2.png', 'b_1.png']);
    expect(pathsOf(flatNames([file('one/1.png'), file('one/2.png')]))).toEqual(['1.png', '2.png']);
  });

  test('go into a form beside what is asked for', () => {
    const form = jobForm({ category: 'cap' }, { pictures: [file('1.png'), file('2.png')], archive: null });
    expect(form.get('category')).toBe('cap');
    expect(form.getAll('pictures').map(picture => (picture as File).name)).toEqual(['1.png', '2.png']);
  });
});
