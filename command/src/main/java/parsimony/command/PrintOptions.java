package parsimony.command;

import java.util.Locale;
import parsimony.experiment.run.RunRecord;
import picocli.CommandLine.Option;

/** Options of every command that prints numbers. */
class PrintOptions {
    @Option(names = "--json",
            description = "Print the metrics as one JSON object on standard output.")
    boolean json;

    @Option(names = "--verbose", description = "Show where an error came from.")
    boolean verbose;

    /** Prints metrics: one JSON object, or a line per metric. */
    void print(Object metrics) {
        if (json) {
            System.out.println(RunRecord.oneLine(metrics));
            return;
        }
        RunRecord.tree(metrics).properties()
                .forEach(metric -> System.out.printf(Locale.ROOT, "%-20s %s%n",
                        metric.getKey(), metric.getValue().isDouble()
                                ? String.format(Locale.ROOT, "%.6g",
                                        metric.getValue().doubleValue())
                                : metric.getValue().asText()));
    }
}
