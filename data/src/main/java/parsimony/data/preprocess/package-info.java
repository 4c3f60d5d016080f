/**
 * What is done between an image and a patch to learn from. A
 * {@link parsimony.data.preprocess.Pipeline} says what, in steps;
 * {@link parsimony.data.preprocess.Preparation} does it.
 */
package parsimony.data.preprocess;
