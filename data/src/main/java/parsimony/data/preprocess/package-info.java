/**
 * Prepares patches from images. A {@link parsimony.data.preprocess.Pipeline} is the list of steps;
 * {@link parsimony.data.preprocess.Preparation} applies it.
 */
package parsimony.data.preprocess;
