/**
 * Fetches the public datasets. No other part of the project uses the network, and this one does so
 * only on request.
 */
package parsimony.data.download;
