package parsimony.compare.command;

import java.util.Map;
import parsimony.compare.RunRecord;
import picocli.CommandLine.Option;

/** Options that every command has. */
final class RunOptions {
    @Option(names = "--seed", paramLabel = "S", defaultValue = "0", showDefaultValue = picocli.CommandLine.Help.Visibility.ALWAYS,
            description = "Seed of every random draw.")
    long seed;

    @Option(names = "--force", description = "Replace an earlier result at --out.")
    boolean force;

    @Option(names = "--json", description = "Print the metrics as one JSON object on standard output.")
    boolean json;

    @Option(names = "--verbose", description = "Show where an error came from.")
    boolean verbose;

    /** Prints the metrics of a finished run: one JSON object, or a line per metric. */
    void print(Map<String, ?> metrics) {
        if (json) {
            System.out.println(RunRecord.oneLine(metrics));
            return;
        }
        metrics.forEach((name, value) -> System.out.printf("%-20s %s%n", name,
                value instanceof Double d ? String.format(java.util.Locale.ROOT, "%.6g", d) : value));
    }
}
