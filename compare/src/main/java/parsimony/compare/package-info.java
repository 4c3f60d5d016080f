/**
 * The science of the comparison as a library: arrays in, records and figures out. What an encoder loses against iterative
 * inference on the very same dictionary, point by point in the error–sparsity plane and patch by patch in its free energy.
 */
package parsimony.compare;
