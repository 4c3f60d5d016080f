/**
 * What {@code parsimony path} does: the exact curves of the lasso on one dictionary or several, the
 * λ at a wanted sparsity or error, and the held-out error against the number of atoms.
 */
package parsimony.experiment.path;
