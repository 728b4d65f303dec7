import {
  defaultBackbone,
  type LoadedBackbone,
  loadBackboneFile,
  loadKeptBackbone,
  loadNamedBackbone,
} from '../backbones/store.ts';
import type { Config } from '../config.ts';
import { InspectError } from '../errors.ts';
import type { StoredModel } from '../patchcore/artifact.ts';
import { keptBackbonesFolder } from './places.ts';

/** The backbone to train with: the named weights file, else the named backbone, else the best one on this machine. */
export async function backboneForTraining(config: Config): Promise<LoadedBackbone> {
  if (config.weights !== null) return loadBackboneFile(config.backbone, config.weights);
  return loadNamedBackbone(
    config.backbonesRoot,
    config.backbone ?? (await defaultBackbone(config.backbonesRoot)),
  );
}

/**
 * The backbone that a model was trained with: from `--weights`, or kept beside the models.
 *
 * @throws InspectError `backbone_mismatch` when other weights were named, `backbone_missing`, `model_damaged`.
 */
export async function backboneOfModel(config: Config, model: StoredModel): Promise<LoadedBackbone> {
  const trained = model.config.backbone;
  if (config.weights === null) return loadKeptBackbone(keptBackbonesFolder(config), trained);
  const named = await loadBackboneFile(trained.name, config.weights);
  if (named.sha256 === trained.sha256) return named;
  throw new InspectError(
    'backbone_mismatch',
    `The model of "${model.config.category}" was trained with other weights of ${trained.name} (SHA-256 ${trained.sha256.slice(0, 12)}…) than ${config.weights} (${named.sha256.slice(0, 12)}…). Leave --weights out, or train again.`,
  );
}
