import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InspectError } from '../../src/errors.ts';
import { decodeImage, readImage } from '../../src/image/codec.ts';
import { type OpenCategory, openCategory } from '../../src/operations/open-category.ts';
import { selectCoreset } from '../../src/patchcore/coreset.ts';
import { openFeatures } from '../../src/patchcore/features.ts';
import { pointsInMemory } from '../../src/patchcore/points.ts';
import { openSearchFor } from '../../src/patchcore/search.ts';
import { CATEGORY } from '../drawn-pictures.ts';
import { measureInTurn, type Timing, timed } from '../harness.ts';
import { GRID, LAYERS, PREPROCESSING, patchVectors } from '../patch-vectors.ts';
import { trainedCategory } from '../trained-category.ts';
import { peerMs } from './peer.ts';
import { handOver, largestDifference, type PeerRow, readArray, type Scene } from './scene.ts';

/** So many pictures are to come that tuning the search pays. */
const EXPECTED = 1_000;
/** The peer's idle threads spin for some 25 ms after their work, which would be taken from our two cores. */
const REST_MS = 100;
/** The peer's loop is stopped after so many picks and its time scaled up; the whole takes minutes. */
const COMPARED_PICKS = 200;

/** Pixels to patches, from a decoded picture of the network's own size; patch values compared. */
export async function featuresRow({ context, peer, pictures, exact, backbone }: Scene): Promise<PeerRow> {
  const settings = { layers: LAYERS, preprocessing: PREPROCESSING };
  const extractor = await openFeatures(backbone.backbone, settings, context.options);
  try {
    const image = await readImage(exact);
    const picture = pictures.test.length; // the peer has it after the others
    const [ours, theirs] = await measureInTurn(
      [() => timed(() => extractor.extract(image)), () => peerMs(peer, { do: 'features', picture })],
      { warmUps: 3, runs: 20, budgetMs: 15_000, restMs: REST_MS },
    );
    const save = join(context.temporary, 'peer-patches.npy');
    await peer.ask({ do: 'features', picture, save });
    const difference = largestDifference(await extractor.extract(image), await readArray(save));
    return row('features', ours!, theirs!, difference);
  } finally {
    await extractor.close();
  }
}

/** Patches of an unknown picture to their nearest distances; the distances compared. */
export async function searchRow({ context, peer, pictures, backbone, model }: Scene): Promise<PeerRow> {
  const { options, temporary } = context;
  const patches = await patchVectors(backbone.backbone, pictures.test.slice(0, 1), options);
  await peer.ask({ do: 'load', patches: await handOver(context, 'patches', patches) });
  const shape = { patches: GRID.height * GRID.width, neighbors: 9 };
  const search = await openSearchFor(EXPECTED, model.bank, shape, options);
  try {
    const [ours, theirs] = await measureInTurn(
      [() => timed(() => search.search(patches.vectors)), () => peerMs(peer, { do: 'search' })],
      { warmUps: 2, runs: 15, budgetMs: 15_000, restMs: REST_MS },
    );
    const save = join(temporary, 'peer-distances.npy');
    await peer.ask({ do: 'search', save });
    const all = await readArray(save);
    const { distances } = await search.search(patches.vectors);
    const nearest = Float32Array.from(distances, (_, patch) => all[(patch * all.length) / distances.length]!);
    return row('search', ours!, theirs!, largestDifference(distances, nearest));
  } finally {
    await search.close();
  }
}

/** A tenth of all training patches; the number of the first picks that are not the same is the difference. */
export async function coresetRow({ context, peer, points }: Scene): Promise<PeerRow> {
  const { vectors, dimensions } = points;
  const rows = vectors.length / dimensions;
  const count = Math.floor(rows / 10);
  const scale = count / COMPARED_PICKS;
  let chosen: ArrayLike<number> = [];
  const [ours, theirs, quicker] = await measureInTurn(
    [
      () =>
        timed(
          async () =>
            (chosen = await selectCoreset(pointsInMemory(vectors, dimensions), count, context.options)),
        ),
      async () => scale * (await peerMs(peer, { do: 'coreset', picks: COMPARED_PICKS, keep_norms: false })),
      async () => scale * (await peerMs(peer, { do: 'coreset', picks: COMPARED_PICKS, keep_norms: true })),
    ],
    { warmUps: 0, runs: 3, budgetMs: 20_000, restMs: REST_MS },
  );
  const { picks } = await peer.ask({ do: 'coreset', picks: COMPARED_PICKS, keep_norms: false });
  const different = picks!.filter((pick, index) => pick !== chosen[index]).length;
  context.note(
    `coreset: ${count} of ${rows}; the peer's loop would take ${(quicker!.medianMs / 1000).toFixed(0)} s if it kept the norms`,
  );
  return row('coreset', ours!, theirs!, different);
}

/** File bytes to score and map with the float32 model; scores compared. */
export async function float32Row(scene: Scene): Promise<PeerRow> {
  return inspectionRow(scene, 'inspection-float32', scene.trained.config);
}

/**
 * The same with our 8-bit backbone, trained with that precision, against the peer's float32.
 *
 * @throws InspectError when this version, or this machine, has no use for 8 bits.
 */
export async function int8Row(scene: Scene): Promise<PeerRow> {
  const { context, backbone, pictures } = scene;
  const { config } = await trainedCategory(context, backbone, pictures, { precision: 'int8' });
  return inspectionRow(scene, 'inspection-int8', config);
}

/** The reason why a row is left out, or the failure itself when it is no refusal. */
export function reasonOf(cause: unknown): string {
  if (cause instanceof InspectError && ['invalid_argument', 'device_unavailable'].includes(cause.code))
    return cause.message;
  throw cause;
}

async function inspectionRow(
  { context, peer, pictures }: Scene,
  name: string,
  config: Parameters<typeof openCategory>[0],
): Promise<PeerRow> {
  const category = await openCategory(config, CATEGORY, new Set(), EXPECTED);
  try {
    const files = await Promise.all(pictures.test.map(path => readFile(path)));
    const inspect = async (picture: number) =>
      (await category.detect(await decodeImage(files[picture]!, pictures.test[picture]!))).score;
    let turn = 0;
    const [ours, theirs] = await measureInTurn(
      [
        () => timed(() => inspect(turn % files.length)),
        () => peerMs(peer, { do: 'inspect', picture: turn++ % files.length }),
      ],
      { warmUps: files.length, runs: 4 * files.length, budgetMs: 40_000, restMs: REST_MS },
    );
    const scores: (readonly [number, number])[] = [];
    for (const picture of files.keys())
      scores.push([await inspect(picture), (await peer.ask({ do: 'inspect', picture })).score!]);
    const difference = largestDifference(
      scores.map(pair => pair[0]),
      scores.map(pair => pair[1]),
    );
    noteScores(context, name, category, scores);
    return row(name, ours!, theirs!, difference);
  } finally {
    await category.close();
  }
}

function noteScores(
  { note }: Scene['context'],
  name: string,
  { model }: OpenCategory,
  scores: readonly (readonly [number, number])[],
): void {
  const list = scores.map(([ours, theirs]) => `${ours.toFixed(4)} and ${theirs.toFixed(4)}`).join(', ');
  note(`${name}: bank of ${model.config.coreset.entries} rows; scores of ours and the peer: ${list}`);
}

function row(name: string, ours: Timing, theirs: Timing, difference: number): PeerRow {
  return {
    name,
    ours_ms: ours.medianMs,
    peer_ms: theirs.medianMs,
    ratio: theirs.medianMs / ours.medianMs,
    max_score_difference: difference,
  };
}
