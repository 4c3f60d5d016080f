package parsimony.sparsecoding;

import java.nio.file.Path;
import java.util.SplittableRandom;
import org.ejml.data.FMatrixRMaj;
import parsimony.data.Npy;

/**
 * The lasso without a Gram matrix as dictionaries grow: 200 inputs of 768 numbers, each the sum of
 * 40 atoms with codes of mean 1.5, and noise of three tenths of that. Atoms are unit vectors; every
 * fourth has a correlation of about .8 with another.
 */
final class LargeDictionaries {
    private static final int PIXELS = 768;
    private static final int INPUTS = 200;
    private static final int ACTIVE = 40;
    private static final double NOISE = 0.3;
    private static final double LAMBDA = 0.7;
    private static final int RUNS = 3;

    private LargeDictionaries() {}

    /**
     * Prints seconds and memory.
     *
     * @param atoms the sizes, such as {@code 2048,4096}
     * @param folder where to write X.npy and D.npy of the last size, for peers; null for nowhere
     */
    static void run(String atoms, String folder) {
        System.out.printf("λ = %s, relative gap 1e-6%n%8s %9s %12s %6s %14s %9s%n", LAMBDA, "atoms",
                "seconds", "MiB beside Φ", "Φ, MiB", "mean objective", "mean L0");
        for (String size : atoms.split(",")) {
            SplittableRandom random = new SplittableRandom(1);
            Dictionary dictionary = new Dictionary(atoms(Integer.parseInt(size), random));
            FMatrixRMaj patches = inputs(dictionary, random);
            if (folder != null) {
                Npy.write(Path.of(folder, "X.npy"), patches);
                Npy.write(Path.of(folder, "D.npy"), dictionary.atoms());
            }
            long before = used();
            for (int run = 0; run < RUNS; run++) {
                long start = System.nanoTime();
                Solution solution =
                        new WorkingSetLasso(dictionary, LassoSettings.of(LAMBDA)).solve(patches);
                double seconds = (System.nanoTime() - start) * 1e-9;
                long nonZero = 0;
                for (float code : solution.codes().data) {
                    nonZero += code != 0 ? 1 : 0;
                }
                System.out.printf("%8s %9.3f %12d %6d %14.8f %9.1f%n", size, seconds,
                        used() - before >> 20, 4L * dictionary.atoms().getNumElements() >> 20,
                        solution.meanObjective(), nonZero / (double) INPUTS);
            }
        }
    }

    /** Bytes of the heap that are still held after a collection. */
    private static long used() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static FMatrixRMaj atoms(int count, SplittableRandom random) {
        FMatrixRMaj atoms = new FMatrixRMaj(count, PIXELS);
        for (int k = 0; k < count; k++) {
            boolean related = k % 4 == 3;
            double squares = 0;
            for (int d = 0; d < PIXELS; d++) {
                double value = normal(random) / Math.sqrt(PIXELS);
                value = related ? atoms.get(k - 3, d) + 0.75 * value : value;
                atoms.set(k, d, (float) value);
                squares += value * value;
            }
            float norm = (float) Math.sqrt(squares);
            for (int d = 0; d < PIXELS; d++) {
                atoms.data[k * PIXELS + d] /= norm;
            }
        }
        return atoms;
    }

    private static FMatrixRMaj inputs(Dictionary dictionary, SplittableRandom random) {
        FMatrixRMaj inputs = new FMatrixRMaj(INPUTS, PIXELS);
        double sigma = NOISE * Math.sqrt(ACTIVE * 3.25 / PIXELS);
        for (int i = 0; i < INPUTS; i++) {
            for (int n = 0; n < ACTIVE; n++) {
                int k = random.nextInt(dictionary.size());
                double code = 0.5 - Math.log(1 - random.nextDouble());
                for (int d = 0; d < PIXELS; d++) {
                    inputs.data[i * PIXELS + d] +=
                            (float) (code * dictionary.atoms().get(k, d));
                }
            }
            for (int d = 0; d < PIXELS; d++) {
                inputs.data[i * PIXELS + d] += (float) (sigma * normal(random));
            }
        }
        return inputs;
    }

    private static double normal(SplittableRandom random) {
        return Math.sqrt(-2 * Math.log(1 - random.nextDouble()))
                * Math.cos(2 * Math.PI * random.nextDouble());
    }
}
