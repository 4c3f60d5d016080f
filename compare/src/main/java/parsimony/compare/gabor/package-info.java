/**
 * Gabor functions fitted to the atoms of a dictionary: where, at what orientation and frequency,
 * and how well.
 */
package parsimony.compare.gabor;
