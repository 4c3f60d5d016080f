/**
 * Signals from the parts of Parsimony to their callers: the progress of long work, that it was
 * stopped, and that an input was wrong; and the loop by which all threads hear a stop.
 */
package parsimony.signals;
