/**
 * Results for people and for other programs: {@link parsimony.experiment.report.Table} as Markdown,
 * LaTeX and CSV, {@link parsimony.experiment.report.Report} as a page, and the one writer and the
 * one reader of CSV, {@link parsimony.experiment.report.Csv} and
 * {@link parsimony.experiment.report.Rows}.
 */
package parsimony.experiment.report;
