/**
 * What a trained model's one-shot encoder loses against iterative inference on its own
 * dictionary: in free energy, in the lasso's objective, and in the number of iterations that close
 * the gap. {@link parsimony.compare.gap.CodeGap} measures codes of any encoder, of which nothing
 * else is known.
 */
package parsimony.compare.gap;
