/**
 * What the parts of Parsimony say to whoever called them: how far long work is, that it was
 * stopped, and that an input was wrong.
 */
package parsimony.signals;
