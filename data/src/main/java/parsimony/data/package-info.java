/**
 * What everything that touches data shares: patches, the exception for bad input, and NumPy's
 * {@code .npy} files, in which the stages of an experiment hand arrays to one another and to
 * Python. Images come from {@link parsimony.data.source}; what is done to them stands in
 * {@link parsimony.data.preprocess}.
 */
package parsimony.data;
