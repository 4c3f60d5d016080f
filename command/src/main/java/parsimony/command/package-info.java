/**
 * The {@code parsimony} command, with one class for each of its subcommands. It reads options,
 * shows progress, stops when the user asks, and prints errors. Other packages do all the work. Only
 * this package knows the names of options, exit statuses and the terminal.
 */
package parsimony.command;
