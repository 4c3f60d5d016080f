/**
 * What a trained Poisson VAE's one-shot encoder loses against iterative inference on its own
 * dictionary: in error and sparsity, in free energy, and in how many iterations the loss is made
 * good.
 */
package parsimony.compare.gap;
