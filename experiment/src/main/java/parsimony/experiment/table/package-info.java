/**
 * The paper's tables: trained models that differ in nothing but their seed, what they measure on
 * average, and which differ.
 */
package parsimony.experiment.table;
