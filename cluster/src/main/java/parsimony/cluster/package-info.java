/**
 * Encodes patches on a Spark cluster, into the same files as one process, bit for bit. Spark's own
 * jars come first on the class path; of Parsimony's libraries only EJML is needed there.
 */
package parsimony.cluster;
