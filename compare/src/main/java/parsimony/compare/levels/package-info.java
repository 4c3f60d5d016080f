/**
 * P-VAEs of two levels: what level 2 groups, which correlations it predicts, and how far the
 * encoder of each level is from the best one.
 */
package parsimony.compare.levels;
