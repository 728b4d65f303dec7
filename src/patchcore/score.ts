import { type Graph, int64, type Value } from '../onnx/graph.ts';

/**
 * Adds the image score (Roth et al. 2022, equations 6 and 7): s* is the largest of the patches' nearest distances, at
 * patch m_test,* with nearest entry m*. It is weighted by how lonely m* is in the bank:
 *
 *   s = (1 - exp(s*) / sum over m in N_b(m*) of exp |m_test,* - m|) s*
 *
 * where N_b(m*) are the b entries nearest to m*, itself among them. The fraction is computed as
 * exp(s* - logsumexp), which cannot overflow.
 *
 * @param star s*, `[1]`
 * @param patch m_test,*, `[1, dimensions]`
 * @param neighbourhood N_b(m*), `[b, dimensions]`
 * @returns s, `[1]`
 */
export function addImageScore(graph: Graph, star: Value, patch: Value, neighbourhood: Value): Value {
  const difference = graph.node('Sub', [neighbourhood, patch]);
  const squared = graph.node('ReduceSumSquare', [difference, graph.constant(int64(1), [1])], { keepdims: 0 });
  const distances = graph.node('Sqrt', [squared]);
  const total = graph.node('ReduceLogSumExp', [distances, graph.constant(int64(0), [1])], { keepdims: 1 });
  const share = graph.node('Exp', [graph.node('Sub', [star, total])]);
  const weight = graph.node('Sub', [graph.constant(Float32Array.of(1), [1]), share]);
  return graph.node('Mul', [weight, star]);
}
