/**
 * Dictionaries, sparse inference, dictionary learning, and the measures of a code. Built on EJML;
 * knows nothing of images, charts or TensorFlow.
 *
 * <p>In memory a dictionary is K×D (one atom of D pixels per row), patches are N×D, codes are N×K,
 * all row-major float32.
 */
package parsimony.sparsecoding;
