package parsimony.command;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Spec;
import picocli.CommandLine;

/** Prints the script by which a shell completes the words of the command line. */
@Command(name = "completion", mixinStandardHelpOptions = true,
        description = "Prints the script for completion in bash and zsh: of commands, options,"
                + " their values, and files. docs/install.md says where it goes.",
        footerHeading = "%nExamples:%n",
        footer = {"  source <(parsimony completion)                 in this shell, bash or zsh",
            "  parsimony completion > ~/.local/share/bash-completion/completions/parsimony"})
final class CompletionCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        System.out.print(script(spec.root().commandLine()));
        return 0;
    }

    /**
     * The script. A place of an array is a file with perhaps a name behind it, so an option of one
     * is completed as one of a file. What {@code help} explains is any command.
     *
     * @param parsimony the commands with their options, which are of no other use afterwards
     */
    static String script(CommandLine parsimony) {
        for (CommandLine command : parsimony.getSubcommands().values()) {
            CommandSpec options = command.getCommandSpec();
            for (OptionSpec option : List.copyOf(options.options())) {
                if (option.paramLabel().equals("F")) {
                    options.remove(option);
                    options.addOption(OptionSpec.builder(option.names())
                            .type(Path.class).paramLabel(option.paramLabel()).build());
                }
            }
        }
        CommandSpec help = parsimony.getSubcommands().get("help").getCommandSpec();
        PositionalParamSpec asked = help.positionalParameters().get(0);
        help.remove(asked);
        help.addPositional(PositionalParamSpec.builder(asked)
                .completionCandidates(parsimony.getSubcommands().keySet()).build());
        return AutoComplete.bash(parsimony.getCommandSpec().name(), parsimony);
    }
}
