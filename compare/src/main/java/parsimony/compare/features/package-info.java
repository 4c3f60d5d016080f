/**
 * How well learned atoms and inferred codes match features that are known: cosines, correlations of
 * codes, and supports. Arrays in, records out.
 */
package parsimony.compare.features;
