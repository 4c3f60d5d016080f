/**
 * Experiments as files: what is compared ({@link parsimony.experiment.Experiment}), the runs that
 * follow from it ({@link parsimony.experiment.Plan}), the folders they live in, and what comes out
 * of them together.
 */
package parsimony.experiment;
