/**
 * How sure a number over a few seeds or patches is, and whether two of them differ: intervals and
 * tests.
 */
package parsimony.compare.statistics;
