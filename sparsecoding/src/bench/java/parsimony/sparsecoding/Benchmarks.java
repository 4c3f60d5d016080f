package parsimony.sparsecoding;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** Runs the benchmarks and prints each time with its ratio to the dense baseline of the same setting. */
public final class Benchmarks {

    private Benchmarks() {
    }

    /** @param arguments a regular expression of benchmark names, all if there is none */
    public static void main(String[] arguments) throws RunnerException {
        String which = arguments.length > 0 && !arguments[0].isEmpty() ? arguments[0] : ".*";
        OptionsBuilder options = new OptionsBuilder();
        options.include("InferenceBenchmark\\.dense$");
        options.include("(Inference|Learning)Benchmark\\." + which);
        Collection<RunResult> results = new Runner(options.build()).run();
        Map<String, Double> baseline = new HashMap<>();
        for (RunResult result : results) {
            if (name(result).equals("InferenceBenchmark.dense")) {
                baseline.put(lambda(result), result.getPrimaryResult().getScore());
            }
        }
        System.out.printf("%n%-32s %8s %12s %18s%n", "benchmark", "lambda", "seconds", "dense / this");
        for (RunResult result : results) {
            double seconds = result.getPrimaryResult().getScore();
            double dense = baseline.getOrDefault(lambda(result), baseline.get("1.0"));
            System.out.printf("%-32s %8s %12.4f %17.2f×%n", name(result), lambda(result), seconds, dense / seconds);
        }
    }

    private static String name(RunResult result) {
        List<String> parts = List.of(result.getParams().getBenchmark().split("\\."));
        return parts.get(parts.size() - 2) + "." + parts.get(parts.size() - 1);
    }

    private static String lambda(RunResult result) {
        String lambda = result.getParams().getParam("lambda");
        return lambda == null ? "-" : lambda;
    }
}
