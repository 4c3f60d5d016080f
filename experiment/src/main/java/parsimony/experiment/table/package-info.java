/**
 * The paper's tables: trained models are grouped by everything but their seed; each group has a
 * mean of every measure, and tests tell which groups differ.
 */
package parsimony.experiment.table;
