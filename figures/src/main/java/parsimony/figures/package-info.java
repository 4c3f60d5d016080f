/**
 * Figures fit for a journal, from matrices and series: mosaics of dictionaries, the error–sparsity
 * plane, convergence curves, histograms. Each is a {@link parsimony.figures.Figure}, which is
 * written as PNG, SVG and PDF. All have one look: 8-point Liberation Sans, a width of 85 or 174 mm,
 * and a colour for each name that a colour-blind reader can tell from the others. Nothing here
 * depends on a model.
 */
package parsimony.figures;
