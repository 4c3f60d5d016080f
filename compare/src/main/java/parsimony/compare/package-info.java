/**
 * The science of the comparison as a library: arrays in, records and figures out. Here are the
 * points of the error–sparsity plane, the curves through it and the gap between them; the packages
 * beside it hold the gaps per patch, their pictures, Gabor fits, tests of representations, and
 * intervals. No file is read and no model is loaded.
 */
package parsimony.compare;
