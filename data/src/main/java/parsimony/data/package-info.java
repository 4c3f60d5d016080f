/**
 * What all code that reads data shares: patches, and NumPy's {@code .npy} files. The stages of an
 * experiment pass arrays to one another and to Python in these files. {@link parsimony.data.source}
 * reads images; {@link parsimony.data.preprocess} makes patches of them.
 */
package parsimony.data;
