package parsimony.command;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import parsimony.experiment.RunPage;
import parsimony.experiment.run.FileNames;
import parsimony.experiment.run.FolderLock;
import parsimony.experiment.run.RunRecord;
import parsimony.signals.InputException;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine;

/** Options of every command that makes something. */
final class RunOptions extends PrintOptions {
    @Option(names = "--seed", paramLabel = "S", defaultValue = "0",
            showDefaultValue = Visibility.ALWAYS,
            description = "Seed of every random draw.")
    long seed;

    @Option(names = "--force", description = "Replace an earlier result at --out.")
    boolean force;

    /** The command line as it was given. */
    static List<String> arguments(CommandSpec spec) {
        return spec.root().commandLine().getParseResult().originalArgs();
    }

    /**
     * Refuses options that have no effect on a run that is repeated or resumed, because such a run
     * keeps its own settings.
     *
     * @param what  the option to repeat or resume, and what it does
     * @param heard the options that have an effect, in their long forms
     * @throws InputException if another option or a parameter was given
     */
    static void requireNoneBut(CommandSpec spec, String what, Set<String> heard) {
        CommandLine.ParseResult given = spec.commandLine().getParseResult();
        for (OptionSpec option : given.matchedOptions()) {
            if (!heard.contains(option.longestName())) {
                throw new InputException(
                        option.longestName() + ": not with " + what + "; leave it out");
            }
        }
        for (PositionalParamSpec parameter : given.matchedPositionals()) {
            throw new InputException(
                    parameter.stringValues().get(0) + ": not with " + what + "; leave it out");
        }
    }

    /**
     * Whether a run that is to be resumed is at its end, and nothing is left to do but to say so.
     *
     * @param settings of the runs of this command
     * @param heard    the options that have an effect on a run that is resumed
     * @throws InputException if another option was given, or the folder holds no such run
     * @throws IOException if its page was missing and cannot be written
     */
    boolean isFinished(CommandSpec spec, Path resumed, Class<?> settings, Set<String> heard)
            throws IOException {
        requireNoneBut(spec, "--resume, which goes on with the run as it was begun", heard);
        if (!Files.exists(resumed.resolve(FileNames.CONFIG))) {
            throw new InputException("--resume " + resumed
                    + ": holds no run; name a folder that " + spec.name() + " was stopped in");
        }
        RunRecord.readSettings(resumed, settings); // refuses the runs of other commands
        boolean finished = RunRecord.finished(resumed);
        if (finished && Files.exists(resumed.resolve(FileNames.REPORT))) {
            printFinished(resumed, "is a run that has come to its end");
        } else if (finished) {
            try (Closeable lock = FolderLock.of(resumed, "--resume")) {
                RunPage.write(resumed, resumed); // it was stopped while its figures were drawn
            }
            printFinished(resumed,
                    "is a run that has come to its end; its page was missing and is written now");
        }
        return finished;
    }

    /**
     * Says that a result exists already. If the user asked for metrics, it prints them as for a new
     * result.
     *
     * @param folder of the result
     * @param what   the message says about it
     */
    void printFinished(Path folder, String what) {
        String said = "nothing to do: " + folder + " " + what;
        if (json) {
            System.err.println("parsimony: " + said);
            System.out.println(RunRecord.oneLine(RunRecord.readMetrics(folder)));
        } else {
            System.out.println(said);
        }
    }
}
