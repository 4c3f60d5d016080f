/**
 * Figures fit for a journal, from matrices and series: mosaics of dictionaries, the MSE–sparsity
 * plane, convergence curves, histograms. Each is a {@link parsimony.figures.Figure}, which writes
 * itself as PNG, SVG and PDF in one look: 8-point Liberation Sans, a column of 85 or 174 mm,
 * colours that a colour-blind reader can tell apart and that stay with a name. Nothing here knows a
 * model.
 */
package parsimony.figures;
