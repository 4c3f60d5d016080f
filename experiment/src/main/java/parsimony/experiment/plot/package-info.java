/**
 * A figure as a function of a result folder, and the figures of a single run's arrays and tables.
 */
package parsimony.experiment.plot;
