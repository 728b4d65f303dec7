import { join } from 'node:path';
import type { Config } from '../config.ts';
import { InspectError } from '../errors.ts';
import { readBlob } from '../history/blobs.ts';
import { decodeImage, encodeLayerPng, encodePng, resizeImage } from '../image/codec.ts';
import { overlayHeatmap, renderHeatLayer, renderHeatmap, resizePlane } from '../image/heatmap.ts';
import type { Plane } from '../image/image.ts';
import { frameOf, mapOverPicture } from '../patchcore/frame.ts';
import { readConfig } from '../patchcore/model-files.ts';
import { decodeNpy } from '../patchcore/npy.ts';
import { checkVersion } from '../patchcore/versions.ts';
import type { Inspection } from '../schemas/inspection.ts';
import type { ModelConfig } from '../schemas/model.ts';
import { preprocessingOfModel } from './choose-preprocessing.ts';
import { colourScaleOf, shownSize } from './inspect.ts';
import { categoryModelFolder } from './places.ts';

/** What can be drawn of a kept map: alone, to be laid over the picture, or over the picture already. */
export type KeptDrawing = 'heatmap' | 'layer' | 'overlay';

export interface KeptMapRequest {
  readonly config: Pick<Config, 'modelsRoot' | 'colormap'>;
  /** The folder of the blobs. */
  readonly blobs: string;
  readonly inspection: Pick<Inspection, 'category' | 'model_version' | 'picture' | 'alignment'>;
  /** The blob of the map. */
  readonly map: string;
  readonly draw: KeptDrawing;
  /** Longest side in pixels. */
  readonly longestSidePx: number;
}

/**
 * Draws the kept anomaly map of an inspection as PNG, in the proportions of its picture, with the colours of the version
 * that inspected it.
 *
 * @throws InspectError `data_not_found` when map, picture or version are not kept any more, `data_invalid` when one was
 * altered, `model_damaged`.
 */
export async function drawKeptMap(request: KeptMapRequest): Promise<Uint8Array> {
  const { config, blobs, inspection, draw, longestSidePx } = request;
  const model = await modelOf(config, inspection);
  const { shape, data } = decodeNpy(await readBlob(blobs, request.map), 'the anomaly map');
  const map = { height: shape[0], width: shape[1], data: data as Float32Array };
  const over = overPicture(map, inspection, model);
  const { width, height } = shownSize(inspection.picture, longestSidePx);
  const scale = colourScaleOf({ config: model });
  if (draw === 'overlay') {
    const { sha256, name } = inspection.picture;
    const photo = await decodeImage(await readBlob(blobs, sha256), name);
    return encodePng(overlayHeatmap(await resizeImage(photo, width, height), over, scale, config.colormap));
  }
  const shown = resizePlane(over, width, height);
  if (draw === 'layer') return encodeLayerPng(renderHeatLayer(shown, scale, config.colormap));
  return encodePng(renderHeatmap(shown, scale, config.colormap));
}

/** The map of a picture that was aligned lies over the whole of it already. */
function overPicture(
  map: Plane,
  { picture, alignment }: KeptMapRequest['inspection'],
  model: ModelConfig,
): Plane {
  if (alignment?.aligned) return map;
  return mapOverPicture(map, picture, frameOf(picture, preprocessingOfModel(model)));
}

async function modelOf(
  config: KeptMapRequest['config'],
  { category, model_version: version }: KeptMapRequest['inspection'],
): Promise<ModelConfig> {
  const folder = categoryModelFolder(config, category);
  await checkVersion(folder, category, version).catch(cause => {
    throw new InspectError(
      'data_not_found',
      `${version} of "${category}", which inspected the picture, is not there any more, and with it the levels that its map is coloured by.`,
      { cause },
    );
  });
  return (await readConfig(join(folder, version))).config;
}
