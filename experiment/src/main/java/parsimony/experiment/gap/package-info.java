/**
 * The amortization gap of one trained model as a result folder:
 * {@link parsimony.experiment.gap.GapAnalysis} measures it with {@link parsimony.compare.gap} and
 * writes arrays and tables. {@link parsimony.experiment.gap.GapMetrics} holds its numbers. That of
 * any codes is measured by {@link parsimony.experiment.gap.CodeGapAnalysis}.
 */
package parsimony.experiment.gap;
