import { type Graph, int64, type Value } from '../onnx/graph.ts';
import { addDistances, addNearest, type BankInGraph } from './memory-bank.ts';

/** The image score inside a graph. */
export interface ImageScore {
  /** The re-weighted score s, `[1]`. */
  readonly score: Value;
  /** The patch m_test,* whose nearest entry is farthest, `[1]` (int64). */
  readonly worstPatch: Value;
}

/**
 * Adds the image score (Roth et al. 2022, equations 6 and 7): s* is the largest of the patches' nearest distances, at
 * patch m_test,* with nearest entry m*. It is weighted by how lonely m* is in the bank:
 *
 *   s = (1 - exp(s*) / sum over m in N_b(m*) of exp |m_test,* - m|) s*
 *
 * where N_b(m*) are the b entries nearest to m*, itself among them. The fraction is computed as
 * exp(s* - logsumexp), which cannot overflow. With b = 1, or one entry, the fraction would be 1 and every score 0;
 * then s = s*, as anomalib has it.
 *
 * @param patches `[patches, dimensions]`
 * @param nearest distances `[patches]` and entries `[patches]` (int64) of each patch's nearest entry
 * @param neighbors b; the bank's size is the limit
 */
export function addImageScore(
  graph: Graph,
  patches: Value,
  nearest: { readonly distances: Value; readonly entries: Value },
  bank: BankInGraph,
  neighbors: number,
): ImageScore {
  const worstPatch = graph.node('ArgMax', [nearest.distances], { axis: 0, keepdims: 1 });
  const star = graph.node('Gather', [nearest.distances, worstPatch]);
  if (Math.min(neighbors, bank.entries) === 1) return { score: star, worstPatch };
  const patch = graph.node('Gather', [patches, worstPatch]);
  const entry = graph.node('Gather', [bank.vectors, graph.node('Gather', [nearest.entries, worstPatch])]);
  const neighbourhood = addNearest(graph, entry, bank, neighbors).entries;
  const distances = addDistances(graph, patch, neighbourhood, bank);
  const total = graph.node('ReduceLogSumExp', [distances, graph.constant(int64(1), [1])], { keepdims: 0 });
  const share = graph.node('Exp', [graph.node('Sub', [star, total])]);
  const weight = graph.node('Sub', [graph.constant(Float32Array.of(1), [1]), share]);
  return { score: graph.node('Mul', [weight, star]), worstPatch };
}
