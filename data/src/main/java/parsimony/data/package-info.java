/**
 * What all code that reads data shares: patches, and the files that arrays are read from. The
 * stages of an experiment pass arrays to one another and to Python in NumPy's {@code .npy} files.
 * {@link parsimony.data.source} reads images; {@link parsimony.data.preprocess} makes patches of
 * them.
 */
package parsimony.data;
