/**
 * Turns the rows of a file of patches into files of codes, block by block, so that a matrix may be
 * larger than memory, and parts of it may be encoded by several processes. What is measured is
 * summed over fixed blocks of the file's rows, in their order. So all ways to share out the work
 * come to the same numbers, to the last bit.
 */
package parsimony.encoding;
