/**
 * The {@code parsimony} command: one class for each of its commands. It reads options, watches the
 * terminal and the user's wish to stop, and says errors. All work is done by the other packages.
 * Only this one knows an option's name, an exit status or a terminal.
 */
package parsimony.command;
