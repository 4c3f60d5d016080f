package parsimony.vae;

import org.openjdk.jmh.runner.NoBenchmarksException;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** Runs the benchmarks of this module. */
public final class Benchmarks {

    private Benchmarks() {}

    /**
     * @param arguments a regular expression of benchmark names, or {@code memory},
     *                  {@code conv-memory} or {@code iterative-memory} for {@link TrainingMemory}
     */
    public static void main(String[] arguments) throws Exception {
        if (arguments[0].equals("memory")) {
            TrainingMemory.linear();
            return;
        }
        if (arguments[0].equals("iterative-memory")) {
            TrainingMemory.iterative();
            return;
        }
        if (arguments[0].equals("conv-memory")) {
            TrainingMemory.convolutional();
            return;
        }
        try {
            new Runner(new OptionsBuilder().include(arguments[0]).build()).run();
        } catch (NoBenchmarksException e) {
            System.out.println("no benchmark of vae matches " + arguments[0]);
        }
    }
}
