package parsimony.compare.statistics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.Test;
import parsimony.compare.AmortizationGap;
import parsimony.compare.GapEstimate;
import parsimony.figures.Estimate;
import parsimony.sparsecoding.Measures;

/** Intervals over patches, against samples from a population whose numbers are known. */
class ResamplingTest {
    private static final int UNITS = 6;
    /**
     * Thresholds below which codes are set to 0: the encoder's, then those of a denser and of a
     * sparser inference.
     */
    private static final double[] CUTS = {.6, .2, 1.2};

    /** Codes under three cuts and their squared errors, of the same patches. */
    private record Sample(FMatrixRMaj[] codes, double[][] errors) {

        /**
         * Patches whose contrast varies, as in natural images. The contrast moves all errors of a
         * patch together.
         */
        static Sample of(int patches, SplittableRandom random) {
            FMatrixRMaj[] codes = new FMatrixRMaj[CUTS.length];
            double[][] errors = new double[CUTS.length][patches];
            Arrays.setAll(codes, c -> new FMatrixRMaj(patches, UNITS));
            for (int i = 0; i < patches; i++) {
                double contrast = -Math.log(1 - random.nextDouble());
                for (int k = 0; k < UNITS; k++) {
                    double response = -Math.log(1 - random.nextDouble()) * Math.sqrt(contrast);
                    for (int c = 0; c < CUTS.length; c++) {
                        codes[c].set(i, k, (float) Math.max(0, response - CUTS[c]));
                        errors[c][i] += contrast * (c == 0 ? 2 : CUTS[c]);
                    }
                }
            }
            return new Sample(codes, errors);
        }

        AmortizationGap gap() {
            FMatrixRMaj none = new FMatrixRMaj(codes[0].numRows, 1);
            List<Resampled> points = IntStream.range(0, CUTS.length).mapToObj(c -> new Resampled(
                    new double[] {Arrays.stream(errors[c]).average().orElseThrow()},
                    new double[] {Measures.of(none, codes[c], none).lifetime()})).toList();
            return AmortizationGap.between(points.get(0), points.subList(1, 3)).get(0);
        }

        GapEstimate estimate(Resampling resampling, double level) {
            List<Resampled> points = IntStream.range(0, CUTS.length)
                    .mapToObj(c -> resampling.measure(errors[c], codes[c])).toList();
            return new GapEstimate(List.of(gap()),
                    List.of(AmortizationGap.between(points.get(0), points.subList(1, 3))), 0,
                    level);
        }
    }

    @Test
    void aResampleIsMeasuredAsItsPatchesWouldBe() {
        Sample sample = Sample.of(40, new SplittableRandom(1));
        Resampling resampling = new Resampling(40, 3, 7);
        Resampled resampled = resampling.measure(sample.errors[0], sample.codes[0]);
        // The same draws once more, as documented: one resample after another, one patch after
        // another.
        SplittableRandom random = new SplittableRandom(7);
        for (int r = 0; r < 3; r++) {
            FMatrixRMaj codes = new FMatrixRMaj(40, UNITS);
            double[] errors = new double[40];
            for (int i = 0; i < 40; i++) {
                int patch = random.nextInt(40);
                System.arraycopy(sample.codes[0].data, patch * UNITS, codes.data, i * UNITS, UNITS);
                errors[i] = sample.errors[0][patch];
            }
            FMatrixRMaj none = new FMatrixRMaj(40, 1);
            assertEquals(Measures.of(none, codes, none).lifetime(), resampled.lifetime()[r], 1e-6);
            assertEquals(Arrays.stream(errors).average().orElseThrow(), resampled.mse()[r], 1e-9);
            double[] sorted = errors.clone();
            Arrays.sort(sorted);
            assertEquals((sorted[19] + sorted[20]) / 2, resampling.median(sample.errors[0])[r],
                    1e-12);
        }
    }

    @Test
    void theSameSeedGivesTheSameIntervalToTheLastBit() {
        Sample sample = Sample.of(100, new SplittableRandom(2));
        SampleMean once = sample.estimate(Resampling.of(100), .95).deltaMse().orElseThrow();
        assertEquals(once, sample.estimate(Resampling.of(100), .95).deltaMse().orElseThrow());
        assertFalse(once.equals(sample.estimate(new Resampling(100, Resampling.COUNT, 1), .95)
                .deltaMse().orElseThrow()));
        assertFalse(once.isOverSeeds());
    }

    /**
     * The truth is read off 200,000 patches; of 300 samples of 150, nine tenths must hold it in a
     * 90% interval.
     */
    @Test
    void theIntervalHoldsTheTruthAsOftenAsItsLevelSays() {
        SplittableRandom random = new SplittableRandom(3);
        AmortizationGap truth = Sample.of(200_000, random).gap();
        int samples = 300;
        int error = 0;
        int sparsity = 0;
        for (int s = 0; s < samples; s++) {
            GapEstimate estimate = Sample.of(150, random).estimate(new Resampling(150, 200, s), .9);
            error += holds(estimate.deltaMse().orElseThrow(), truth.deltaMse());
            sparsity += holds(estimate.lifetime(), OptionalDouble.of(truth.lifetime()));
        }
        // The share itself is uncertain by .017.
        assertEquals(.9, (double) error / samples, .05, "of Δ error");
        assertEquals(.9, (double) sparsity / samples, .07, "of lifetime sparsity");
    }

    private static int holds(SampleMean mean, OptionalDouble truth) {
        return mean.low() <= truth.getAsDouble() && truth.getAsDouble() <= mean.high() ? 1 : 0;
    }

    /**
     * The errors of a patch rise and fall together, so their difference is more certain than either
     * error.
     */
    @Test
    void patchesArePaired() {
        Sample sample = Sample.of(200, new SplittableRandom(4));
        Resampling resampling = Resampling.of(200);
        double[] difference = new double[200];
        Arrays.setAll(difference, i -> sample.errors[0][i] - sample.errors[2][i]);
        Estimate own = Resampling.interval(0, resampling.mean(sample.errors[0]), .95);
        Estimate paired = Resampling.interval(0, resampling.mean(difference), .95);
        assertTrue(paired.high() - paired.low() < .6 * (own.high() - own.low()));
    }

    @Test
    void anIntervalIsThePercentilesAboutTheEstimate() {
        double[] resampled = new double[101];
        Arrays.setAll(resampled, r -> (100 - r) / 100.0 + 3); // 3 to 4, mean 3.5
        Estimate interval = Resampling.interval(10, resampled, .9);
        assertEquals(10 - .45, interval.low(), 1e-12);
        assertEquals(10 + .45, interval.high(), 1e-12);
    }

    @Test
    void aVerdictClaimsNoMoreThanTheInterval() {
        assertEquals("The encoder loses 40.0 (40%; 90% interval 35.5 to 44.5 over patches).",
                verdict(60, 5, .9));
        assertEquals("No difference is shown: it is 2.0 (90% interval -2.5 to 6.5 over patches).",
                verdict(98, 5, .9));
        assertEquals(
                "The encoder errs less, by 20.0 (20%; 90% interval 15.5 to 24.5 over patches).",
                verdict(120, 5, .9));
    }

    /** Of an encoder that errs by 100, with inference's error spread evenly on both sides. */
    private static String verdict(double inference, double spread, double level) {
        List<AmortizationGap> resampled = IntStream.rangeClosed(-100, 100)
                .mapToObj(r -> gap(inference + spread * r / 100)).toList();
        return new GapEstimate(List.of(gap(inference)), List.of(resampled), 0, level)
                .verdict("The encoder");
    }

    private static AmortizationGap gap(double inference) {
        return new AmortizationGap(100, .8, OptionalDouble.of(inference), OptionalDouble.empty());
    }

    @Test
    void twoSeedsAreTold() {
        GapEstimate two =
                new GapEstimate(List.of(gap(60), gap(64)), List.of(List.of(), List.of()), 0, .95);
        assertEquals("The encoder loses 38.0 (38%; seeds 40.0 and 36.0).",
                two.verdict("The encoder"));
        GapEstimate three = new GapEstimate(List.of(gap(60), gap(64), gap(62)),
                List.of(List.of(), List.of(), List.of()), 0, .95);
        assertEquals("The encoder loses 38.0 (38%; 95% interval 33.0 to 43.0 over 3 seeds).",
                three.verdict("The encoder"));
    }

    @Test
    void whatIsNotOfThesePatchesIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Resampling(0, 1, 0));
        assertThrows(IllegalArgumentException.class,
                () -> new Resampling(3, 1, 0).measure(new double[2], new FMatrixRMaj(3, 1)));
    }
}
