/** The {@code parsimony} command: one class per subcommand, each a thin skin over the other rooms. */
package parsimony.command;
