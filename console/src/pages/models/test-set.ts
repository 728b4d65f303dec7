import { flatNames, type NamedFile } from './chosen-pictures.ts';

const TEST_SET = /(^|\/)((test|ground_truth)\/[^/]+\/[^/]+)$/;

/**
 * Pictures under the names of a test set: `test/good/…`, and `test/<kind>/…` for defects, whose kind is the folder they
 * were in. A folder that is a test set already, masks and all, keeps its names.
 */
export function testSet(good: readonly NamedFile[], defective: readonly NamedFile[]): readonly NamedFile[] {
  const all = [...good, ...defective];
  const ready = all.filter(({ path }) => TEST_SET.test(path));
  if (ready.length > 0) return ready.map(({ path, file }) => ({ path: TEST_SET.exec(path)![2]!, file }));
  const kinds = [...new Set(defective.map(({ path }) => kindOf(path)))];
  const ofKind = (wanted: string) => defective.filter(({ path }) => kindOf(path) === wanted);
  return [...below('test/good/', good), ...kinds.flatMap(kind => below(`test/${kind}/`, ofKind(kind)))];
}

function below(folder: string, pictures: readonly NamedFile[]): readonly NamedFile[] {
  return flatNames(pictures).map(({ path, file }) => ({ path: folder + path, file }));
}

/** The innermost folder; "defect" where there is none, or it is called as good parts are. */
function kindOf(path: string): string {
  const folder = path.split('/').at(-2);
  return folder === undefined || folder === 'good' ? 'defect' : folder;
}
