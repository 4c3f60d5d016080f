/**
 * What a classifier can read from a code: nearest neighbours and the shattering dimension of
 * labelled images.
 */
package parsimony.compare.representation;
