package parsimony.sparsecoding;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.NoBenchmarksException;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import parsimony.signals.InputException;

/**
 * Runs the benchmarks and prints each time with its ratio to the dense baseline of the same
 * setting.
 */
public final class Benchmarks {
    private static final String DENSE = "InferenceBenchmark.dense";

    private Benchmarks() {}

    /**
     * @param arguments a regular expression of benchmark names, or {@code large} or {@code
     *                  large:16384,65536} or {@code large:16384:FOLDER} for {@link
     *                  LargeDictionaries}
     */
    public static void main(String[] arguments) throws RunnerException {
        String[] parts = arguments[0].split(":", 3);
        if (parts[0].equals("large")) {
            LargeDictionaries.run(parts.length > 1 ? parts[1] : "2048,4096,8192,16384,32768,65536",
                    parts.length > 2 ? parts[2] : null);
            return;
        }
        try {
            Scene.of(1); // here, where it takes no stack trace to say what is wrong with a file
        } catch (InputException e) {
            System.err.println("benchmark: " + e.getMessage());
            System.exit(2);
        }
        List<RunResult> results = new ArrayList<>();
        try {
            results.addAll(run(arguments[0]));
        } catch (NoBenchmarksException e) {
            System.out.println("no benchmark of sparsecoding matches " + arguments[0]);
            return;
        }
        if (results.stream().noneMatch(result -> name(result).equals(DENSE))) {
            results.addAll(0, run(DENSE + "$"));
        }
        Map<String, Double> baseline = new HashMap<>();
        for (RunResult result : results) {
            if (name(result).equals(DENSE)) {
                baseline.put(lambda(result), result.getPrimaryResult().getScore());
            }
        }
        System.out.printf("%n%-46s %8s %12s %18s%n", "benchmark", "lambda", "seconds",
                "dense / this");
        for (RunResult result : results) {
            double seconds = result.getPrimaryResult().getScore();
            double dense = baseline.getOrDefault(lambda(result), baseline.get("1.0"));
            System.out.printf("%-46s %8s %12.4f %17.2f×%n", name(result), lambda(result), seconds,
                    dense / seconds);
        }
    }

    private static Collection<RunResult> run(String which) throws RunnerException {
        return new Runner(new OptionsBuilder().include(which).build()).run();
    }

    private static String name(RunResult result) {
        List<String> parts = List.of(result.getParams().getBenchmark().split("\\."));
        return parts.get(parts.size() - 2) + "." + parts.get(parts.size() - 1);
    }

    private static String lambda(RunResult result) {
        return result.getParams().getParam("lambda");
    }
}
