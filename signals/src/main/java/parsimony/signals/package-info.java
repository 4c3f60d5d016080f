/**
 * Signals from the parts of Parsimony to their callers: the progress of long work, that it was
 * stopped, and that an input was wrong.
 */
package parsimony.signals;
