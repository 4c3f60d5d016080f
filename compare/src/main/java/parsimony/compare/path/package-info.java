/**
 * The lasso on a dictionary for every λ at once, as a mean over patches without a grid: which λ
 * gives a wanted sparsity or error, and what a larger dictionary gains.
 */
package parsimony.compare.path;
