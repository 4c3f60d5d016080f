package parsimony.command;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;
import picocli.CommandLine;

/** Shows the help of another command, as its {@code --help} does. */
@Command(name = "help", mixinStandardHelpOptions = true, helpCommand = true,
        description = "Shows what a command does, and every option of it.",
        footerHeading = "%nExamples:%n", footer = {"  parsimony help", "  parsimony help infer"})
final class HelpCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "COMMAND", arity = "0..1",
            description = "A command; without one, all commands are listed.")
    private String command;

    @Override
    public Integer call() {
        CommandLine parsimony = spec.root().commandLine();
        Map<String, CommandLine> commands = parsimony.getSubcommands();
        if (command != null && !commands.containsKey(command)) {
            throw new UnmatchedArgumentException(parsimony, List.of(command));
        }
        (command == null ? parsimony : commands.get(command)).usage(System.out);
        return 0;
    }
}
