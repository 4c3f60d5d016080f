package parsimony.vae;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Active units by the gap, of units whose norms and KL are made up. */
class GapRuleTest {
    private static final float[] CLEAR = {.1f, .11f, 1, 1.1f, 1.2f, 1.3f, 1.4f, 1.5f};

    @Test
    void aGapAmongTheNormsOfAPoissonModelDecidesWhoseKlIsTooSmall() {
        float[] kl = {.002f, .09f, .02f, .03f, .04f, .05f, .01f, .06f};
        assertEquals(7 / 8.0, poisson(CLEAR, kl),
                "unit 1 has a small norm, but a larger KL than units above the gap");
        assertEquals(6 / 8.0, poisson(CLEAR, new float[] {.002f, .009f, .02f, .03f, .04f, .05f,
            .01f, .06f}));
    }

    @Test
    void aGapWithFewerThanHalfOfTheUnitsAboveDoesNotCount() {
        float[] norms = {1, 1.01f, 1.02f, 1.03f, 1.04f, 9, 9.1f, 9.2f};
        assertEquals(1, poisson(norms, rising(8)));
        float[] half = {1, 1.01f, 1.02f, 1.03f, 9, 9.1f, 9.2f, 9.3f};
        assertEquals(.5, poisson(half, rising(8)));
    }

    @Test
    void theHighestOfSeveralGapsCounts() {
        float[] norms = {1, 10, 100, 101, 102, 103, 104, 105};
        assertEquals(6 / 8.0, poisson(norms, rising(8)));
        assertEquals(6 / 8.0, categorical(norms, rising(8)));
    }

    @Test
    void withoutAGapEveryUnitIsActiveThatSaysAnything() {
        float[] norms = rising(100);
        float[] kl = rising(100);
        kl[99] = 2.9e-4f;
        assertEquals(.99, poisson(norms, kl));
        assertEquals(1, categorical(norms, kl));
        assertEquals(.99, convolutional(Distribution.POISSON, kl));
    }

    @Test
    void unitsThatAreAllEqualHaveNoGap() {
        float[] equal = {.7f, .7f, .7f, .7f};
        assertEquals(1, poisson(equal, equal));
        assertEquals(1, categorical(equal, equal));
        assertEquals(1, convolutional(Distribution.GAUSSIAN, equal));
    }

    @Test
    void oneUnitHasNoGap() {
        assertEquals(1, poisson(new float[] {2}, new float[] {.5f}));
        assertEquals(0, poisson(new float[] {2}, new float[] {0}));
        assertEquals(1, categorical(new float[] {0}, new float[] {0}));
        assertEquals(1, convolutional(Distribution.LAPLACE, new float[] {.5f}));
    }

    @Test
    void unitsThatSayNothingAreDead() {
        float[] zero = new float[8];
        assertEquals(0, poisson(CLEAR, zero));
        assertEquals(0, poisson(zero, zero));
        assertEquals(0, convolutional(Distribution.POISSON, zero));
        assertEquals(6 / 8.0, categorical(CLEAR, zero), "KL says nothing about a category");
        assertEquals(.5, convolutional(Distribution.POISSON, new float[] {0, 0, .1f, .1f}));
    }

    @Test
    void theKlOfAConvolutionalEncodersUnitsHasTheGap() {
        float[] kl = {.001f, .0011f, .0012f, .9f, 1};
        assertEquals(2 / 5.0, convolutional(Distribution.POISSON, kl));
        assertEquals(2 / 5.0, convolutional(Distribution.GAUSSIAN, kl));
    }

    /** The same share as the threshold's. */
    @ParameterizedTest
    @EnumSource(value = Distribution.class, names = {"GAUSSIAN", "LAPLACE"})
    void realCodesOfALinearEncoderAreCountedFromAThreshold(Distribution latent) {
        float[] kl = {.001f, .09f, .11f, 2};
        assertEquals(.5, GapRule.active(Architecture.linear(latent, 1, 4),
                column(new float[] {1, 1, 1, 1}), kl));
    }

    private static double poisson(float[] norms, float[] kl) {
        return GapRule.active(Architecture.linear(Distribution.POISSON, 1, kl.length),
                column(norms), kl);
    }

    private static double categorical(float[] norms, float[] kl) {
        return GapRule.active(Architecture.linear(Distribution.CATEGORICAL, 1, kl.length),
                column(norms), kl);
    }

    /** The atoms all have the same norm, so that nothing but the KL can decide. */
    private static double convolutional(Distribution latent, float[] kl) {
        float[] norms = new float[kl.length];
        Arrays.fill(norms, 1);
        return GapRule.active(new Architecture(latent, Activation.NONE, new ConvNetwork(),
                new LinearNetwork(), ImageShape.vector(1), kl.length), column(norms), kl);
    }

    /** Atoms of one pixel, which are their own norms. */
    private static Optional<FMatrixRMaj> column(float[] norms) {
        return Optional.of(new FMatrixRMaj(norms.length, 1, true, norms));
    }

    /** Numbers whose logarithms are equally far from each other. */
    private static float[] rising(int count) {
        float[] numbers = new float[count];
        IntStream.range(0, count).forEach(i -> numbers[i] = (float) (.05 * Math.pow(1.05, i)));
        return numbers;
    }
}
