package parsimony.command;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

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
        System.out.print(AutoComplete.bash(spec.root().name(), spec.root().commandLine()));
        return 0;
    }
}
