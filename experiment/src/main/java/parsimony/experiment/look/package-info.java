/**
 * What a page lets its reader look into: points, atoms, patches and curves of a result folder, as
 * the data that the page's script draws.
 */
package parsimony.experiment.look;
