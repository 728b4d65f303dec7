import { join } from 'node:path';
import { goodPictures, testPictures } from '../../src/evaluation/dataset.ts';
import { readImage } from '../../src/image/codec.ts';
import type { FeatureExtractor } from '../../src/patchcore/feature-extractor.ts';

/** The patch vectors of all pictures of a category, computed once. */
export interface PartVectors {
  /** `[patches, dimensions]` of every good picture, of training and test set alike. */
  readonly good: readonly Float32Array[];
  readonly defects: readonly Float32Array[];
  readonly shape: Pick<FeatureExtractor, 'grid' | 'dimensions' | 'map'>;
}

/** Computes the patch vectors of a category in MVTec layout. */
export async function partVectors(
  dataRoot: string,
  category: string,
  extractor: FeatureExtractor,
): Promise<PartVectors> {
  const { folder, names } = await goodPictures(dataRoot, category);
  const tests = await testPictures(dataRoot, category);
  const vectors = async (paths: readonly string[]) => {
    const found: Float32Array[] = [];
    for (const path of paths) found.push(await extractor.extract(await readImage(path)));
    return found;
  };
  const pathsOf = (defective: boolean) =>
    tests.filter(({ defectType }) => (defectType !== null) === defective).map(({ path }) => path);
  return {
    good: await vectors([...names.map(name => join(folder, name)), ...pathsOf(false)]),
    defects: await vectors(pathsOf(true)),
    shape: { grid: extractor.grid, dimensions: extractor.dimensions, map: extractor.map },
  };
}
