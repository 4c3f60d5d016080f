/**
 * Results for people and for other programs: {@link parsimony.experiment.report.Table} as Markdown,
 * LaTeX and CSV, {@link parsimony.experiment.report.Report} as a page, the one writer and the one
 * reader of CSV, {@link parsimony.experiment.report.Csv} and
 * {@link parsimony.experiment.report.Rows}, and the {@link
 * parsimony.experiment.report.TransposeHint hint} that ends many messages.
 */
package parsimony.experiment.report;
