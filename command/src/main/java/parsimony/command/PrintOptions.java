package parsimony.command;

import com.fasterxml.jackson.databind.JsonNode;
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

    /** Prints metrics: one JSON object, or a line per metric; also for those in an object. */
    void print(Object metrics) {
        if (json) {
            System.out.println(RunRecord.oneLine(metrics));
            return;
        }
        printLines(RunRecord.tree(metrics));
    }

    private static void printLines(JsonNode metrics) {
        metrics.properties().forEach(metric -> {
            JsonNode value = metric.getValue();
            if (value.isObject()) {
                printLines(value);
            } else {
                System.out.printf(Locale.ROOT, "%-20s %s%n", metric.getKey(),
                        value.isDouble()
                                ? String.format(Locale.ROOT, "%.6g", value.doubleValue())
                                : value.asText());
            }
        });
    }
}
