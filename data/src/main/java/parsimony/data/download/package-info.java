/**
 * Fetches the public datasets. The only part of the project that uses the network, and only when
 * asked to.
 */
package parsimony.data.download;
