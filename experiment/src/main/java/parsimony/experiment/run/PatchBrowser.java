package parsimony.experiment.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.ejml.data.FMatrixRMaj;
import parsimony.compare.gap.CodeGap;
import parsimony.compare.gap.EqualL1;
import parsimony.sparsecoding.Dictionary;
import parsimony.sparsecoding.Measures;

/**
 * Some patches with the codes that an encoder, LCA and the optimum at equal sparsity give of them:
 * what the patch browser of a page shows. {@code patch_browser.json} keeps it. Numbers have four
 * significant digits there.
 *
 * @param of      how many patches the shown ones were chosen from
 * @param seed    of the random choice
 * @param units   K
 * @param patches the chosen ones, in the order of their numbers
 */
public record PatchBrowser(int of, long seed, int units, List<Shown> patches) {
    /** Patches drawn at random: enough for the scatter of their errors. */
    private static final int RANDOM = 120;
    /** Patches in the middle, and at the end, of the encoder's errors. */
    private static final int EACH = 24;
    /**
     * Parts of a code that are less than this share of its largest are left out of the file: their
     * stems would be less than a pixel high. Poisson rates are never 0.
     */
    private static final double LEAST_STEM = 0.004;
    private static final int DIGITS = 4;
    /** Most units, because LCA needs the K×K inner products of the atoms. */
    public static final int MOST_UNITS = 4096;

    /** Why a patch was chosen. */
    public enum Choice {
        /** It was drawn at random. */
        RANDOM,
        /** The encoder's error is near the median of all patches. */
        MEDIAN,
        /** The encoder's error is among the largest of all patches. */
        WORST
    }

    /**
     * A patch and its codes.
     *
     * @param patch   its number in the file, from 0
     * @param choices why it was chosen
     * @param pixels  D numbers
     * @param lower   a proven lower bound of the squared error at the encoder's L1
     * @param encoder the encoder's code
     * @param lca     LCA's
     * @param optimum the best at the encoder's L1
     */
    public record Shown(int patch, Set<Choice> choices, float[] pixels, float lower, Code encoder,
            Code lca, Code optimum) {
    }

    /**
     * A code and what it comes to.
     *
     * @param error          squared error, summed over the pixels
     * @param l1             Σ_k ‖φ_k‖|a_k|
     * @param l0             how many units are not 0
     * @param at             units of the larger parts, rising
     * @param values         ‖φ_k‖a_k of these units
     * @param reconstruction D numbers, with the decoder's bias
     */
    public record Code(float error, float l1, int l0, int[] at, float[] values,
            float[] reconstruction) {
    }

    /**
     * Chooses patches and compares their codes, and writes what comes of it into a run's folder;
     * nothing for more than {@link #MOST_UNITS} units.
     *
     * @param run folder of the run
     * @param patches N×D
     * @param codes N×K, of the encoder; for a Poisson posterior its mean
     * @param dictionary K×D
     * @param bias of the decoder, 1×D; null for none
     * @param seed of the random choice
     * @throws IOException if the file cannot be written
     */
    public static void write(Path run, FMatrixRMaj patches, FMatrixRMaj codes,
            Dictionary dictionary, FMatrixRMaj bias, long seed) throws IOException {
        if (dictionary.size() > MOST_UNITS) {
            return;
        }
        Choices choices = Choices.of(
                Measures.errors(shifted(patches, bias, -1), dictionary.decode(codes)), seed);
        write(run, choices, choices.rows(patches), choices.rows(codes), dictionary, bias,
                CodeGap.isSigned(codes));
    }

    /**
     * Compares the codes of patches that are chosen already.
     *
     * @param run folder of the run
     * @param choices the chosen patches
     * @param patches the chosen ones, n×D
     * @param codes of these, n×K
     * @param dictionary K×D
     * @param bias of the decoder, 1×D; null for none
     * @param signed whether codes may be negative
     * @throws IOException if the file cannot be written
     */
    public static void write(Path run, Choices choices, FMatrixRMaj patches, FMatrixRMaj codes,
            Dictionary dictionary, FMatrixRMaj bias, boolean signed) throws IOException {
        EqualL1 equal = EqualL1.compare(shifted(patches, bias, -1), codes, dictionary, signed);
        Coded encoder = new Coded(equal.encoder(), equal.encoderError(), equal, dictionary, bias);
        Coded lca = new Coded(equal.lca(), equal.lcaError(), equal, dictionary, bias);
        Coded optimum = new Coded(equal.optimum(), equal.optimumError(), equal, dictionary, bias);
        List<Shown> shown = new ArrayList<>();
        for (int i = 0; i < patches.numRows; i++) {
            shown.add(new Shown(choices.patches()[i], choices.why().get(i),
                    rounded(row(patches, i)), rounded(equal.lower()[i]), encoder.code(i),
                    lca.code(i), optimum.code(i)));
        }
        RunRecord.write(run.resolve(FileNames.PATCH_BROWSER),
                new PatchBrowser(choices.of(), choices.seed(), dictionary.size(), shown));
    }

    /**
     * Which patches are shown.
     *
     * @param of      how many they were chosen from
     * @param seed    of the random choice
     * @param patches their numbers, rising
     * @param why     why each was chosen
     */
    public record Choices(int of, long seed, int[] patches, List<Set<Choice>> why) {

        /**
         * Chooses patches at random, near the median error, and with the largest errors.
         *
         * @param errors of the encoder, one for each patch
         * @param seed of the random choice
         * @return the choice
         */
        public static Choices of(double[] errors, long seed) {
            Map<Integer, Set<Choice>> chosen = choose(errors, seed);
            return new Choices(errors.length, seed,
                    chosen.keySet().stream().mapToInt(i -> i).toArray(),
                    List.copyOf(chosen.values()));
        }

        private FMatrixRMaj rows(FMatrixRMaj matrix) {
            FMatrixRMaj rows = new FMatrixRMaj(patches.length, matrix.numCols);
            for (int i = 0; i < patches.length; i++) {
                System.arraycopy(matrix.data, patches[i] * matrix.numCols, rows.data,
                        i * matrix.numCols, matrix.numCols);
            }
            return rows;
        }
    }

    /** The numbers of the chosen patches, rising, each with why it was chosen. */
    private static Map<Integer, Set<Choice>> choose(double[] errors, long seed) {
        int n = errors.length;
        List<Integer> byError = IntStream.range(0, n).boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> errors[i])).toList();
        Map<Integer, Set<Choice>> chosen = new TreeMap<>();
        int middle = Math.max(0, (n - EACH) / 2);
        choose(byError.subList(middle, Math.min(n, middle + EACH)), Choice.MEDIAN, chosen);
        choose(byError.subList(Math.max(0, n - EACH), n), Choice.WORST, chosen);
        List<Integer> shuffled = new ArrayList<>(IntStream.range(0, n).boxed().toList());
        SplittableRandom random = new SplittableRandom(seed);
        int drawn = Math.min(RANDOM, n);
        for (int i = 0; i < drawn; i++) {
            int j = i + random.nextInt(n - i);
            Integer other = shuffled.set(j, shuffled.get(i));
            shuffled.set(i, other);
        }
        choose(shuffled.subList(0, drawn), Choice.RANDOM, chosen);
        return chosen;
    }

    private static void choose(List<Integer> patches, Choice why,
            Map<Integer, Set<Choice>> chosen) {
        patches.forEach(
                i -> chosen.computeIfAbsent(i, k -> EnumSet.noneOf(Choice.class)).add(why));
    }

    /** Codes of the chosen patches with their errors. */
    private static final class Coded {
        private final FMatrixRMaj codes;
        private final double[] errors;
        private final double[] weights;
        private final FMatrixRMaj decoded;

        Coded(FMatrixRMaj codes, double[] errors, EqualL1 equal, Dictionary dictionary,
                FMatrixRMaj bias) {
            this.codes = codes;
            this.errors = errors;
            weights = equal.weights();
            decoded = shifted(dictionary.decode(codes), bias, 1);
        }

        Code code(int row) {
            double[] parts = IntStream.range(0, codes.numCols)
                    .mapToDouble(k -> weights[k] * codes.get(row, k)).toArray();
            double most = IntStream.range(0, parts.length).mapToDouble(k -> Math.abs(parts[k]))
                    .max().orElse(0);
            int[] at = IntStream.range(0, parts.length)
                    .filter(k -> parts[k] != 0 && Math.abs(parts[k]) >= LEAST_STEM * most)
                    .toArray();
            float[] values = new float[at.length];
            for (int j = 0; j < at.length; j++) {
                values[j] = rounded(parts[at[j]]);
            }
            int l0 = (int) IntStream.range(0, codes.numCols).filter(k -> codes.get(row, k) != 0)
                    .count();
            return new Code(rounded(errors[row]), rounded(EqualL1.l1(codes, row, weights)), l0,
                    at, values, rounded(row(decoded, row)));
        }
    }

    private static FMatrixRMaj shifted(FMatrixRMaj patches, FMatrixRMaj bias, int sign) {
        FMatrixRMaj shifted = patches.copy();
        for (int i = 0; bias != null && i < shifted.getNumElements(); i++) {
            shifted.data[i] += sign * bias.data[i % shifted.numCols];
        }
        return shifted;
    }

    private static float[] row(FMatrixRMaj matrix, int row) {
        float[] values = new float[matrix.numCols];
        System.arraycopy(matrix.data, row * values.length, values, 0, values.length);
        return values;
    }

    private static float[] rounded(float[] values) {
        for (int i = 0; i < values.length; i++) {
            values[i] = rounded(values[i]);
        }
        return values;
    }

    /** A number to {@link #DIGITS} significant digits. */
    private static float rounded(double value) {
        if (value == 0) {
            return 0;
        }
        double unit = Math.pow(10, Math.floor(Math.log10(Math.abs(value))) + 1 - DIGITS);
        return (float) (Math.rint(value / unit) * unit);
    }
}
