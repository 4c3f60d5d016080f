/** The pictures of a comparison, drawn from its records. */
package parsimony.compare.plot;
