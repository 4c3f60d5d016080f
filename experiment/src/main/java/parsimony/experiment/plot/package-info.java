/** Figures of a single run, drawn from the arrays and tables of its result folder. */
package parsimony.experiment.plot;
