/** How sure a number over a few seeds is, and whether two of them differ: the intervals and tests of the paper's tables. */
package parsimony.compare.statistics;
