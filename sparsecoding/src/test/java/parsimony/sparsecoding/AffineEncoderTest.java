package parsimony.sparsecoding;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import parsimony.signals.InputException;

/** Compares with the definitions, computed plainly in double precision. */
class AffineEncoderTest {
    private static final int UNITS = 37;
    private static final int PIXELS = 11;
    private static final FMatrixRMaj ATOMS = random(1, UNITS, PIXELS, 1);
    private static final FMatrixRMaj BIAS = random(2, 1, PIXELS, .3);
    private static final FMatrixRMaj WEIGHTS = random(3, UNITS, PIXELS, .4);
    private static final FMatrixRMaj ENCODER_BIAS = random(4, 1, UNITS, .2);
    private static final FMatrixRMaj PATCHES = random(5, 21, PIXELS, 2);
    private static final FMatrixRMaj THRESHOLDS = random(6, 1, UNITS, .6);
    private static final FMatrixRMaj MAGNITUDES = random(7, 1, UNITS, .5);

    private static FMatrixRMaj random(long seed, int rows, int columns, double scale) {
        Random random = new Random(seed);
        FMatrixRMaj matrix = new FMatrixRMaj(rows, columns);
        for (int i = 0; i < matrix.data.length; i++) {
            matrix.data[i] = (float) (scale * random.nextGaussian());
        }
        return matrix;
    }

    private static AffineEncoder encoder(CodeActivation activation, boolean centred,
            InputScaling scaling) {
        return new AffineEncoder(new Dictionary(ATOMS), BIAS, WEIGHTS, ENCODER_BIAS,
                new AffineEncoder.Settings(activation, centred, scaling));
    }

    private static double[] scaled(int i, InputScaling scaling) {
        double[] x = new double[PIXELS];
        for (int d = 0; d < PIXELS; d++) {
            x[d] = PATCHES.get(i, d);
        }
        if (scaling == InputScaling.CONSTANT_NORM) {
            double norm = Math.sqrt(Arrays.stream(x).map(v -> v * v).sum());
            return Arrays.stream(x).map(v -> v * Math.sqrt(PIXELS) / norm).toArray();
        }
        if (scaling == InputScaling.LAYER_NORM) {
            double mean = Arrays.stream(x).average().orElseThrow();
            double deviation = Math.sqrt(Arrays.stream(x).map(v -> (v - mean) * (v - mean)).sum()
                    / (PIXELS - 1));
            return Arrays.stream(x).map(v -> (v - mean) / (deviation + 1e-5)).toArray();
        }
        return x;
    }

    /** W(x′ − c) + b_e. */
    private static double[] affine(double[] x, boolean centred, FMatrixRMaj bias) {
        double[] u = new double[UNITS];
        for (int k = 0; k < UNITS; k++) {
            u[k] = bias.data[k];
            for (int d = 0; d < PIXELS; d++) {
                u[k] += WEIGHTS.get(k, d) * (x[d] - (centred ? BIAS.data[d] : 0));
            }
        }
        return u;
    }

    private static double[] code(CodeActivation activation, double[] u, double[] magnitude) {
        double[] sorted = u.clone();
        Arrays.sort(sorted);
        double[] a = new double[UNITS];
        for (int k = 0; k < UNITS; k++) {
            double positive = Math.max(u[k], 0);
            if (activation instanceof CodeActivation.TopK top) {
                a[k] = u[k] >= sorted[UNITS - top.k()] ? positive : 0;
            } else if (activation instanceof CodeActivation.JumpRelu) {
                a[k] = u[k] > THRESHOLDS.data[k] ? positive : 0;
            } else if (activation instanceof CodeActivation.Gated) {
                a[k] = u[k] > 0 ? Math.max(magnitude[k], 0) : 0;
            } else if (activation instanceof CodeActivation.PoissonRate) {
                double delta = 10 - Math.log(1 + Math.exp(10 - u[k]));
                double log = 5.3 - Math.log(1 + Math.exp(5.3 - THRESHOLDS.data[k] - delta));
                a[k] = Math.exp(log) + 1.2e-7;
            } else {
                a[k] = activation instanceof CodeActivation.TanhRelu ? Math.tanh(positive)
                        : activation.signed() ? u[k] : positive;
            }
        }
        return a;
    }

    static Stream<Arguments> all() {
        List<CodeActivation> activations = List.of(new CodeActivation.Relu(),
                new CodeActivation.TanhRelu(), new CodeActivation.TopK(5),
                new CodeActivation.TopK(30), new CodeActivation.JumpRelu(THRESHOLDS),
                new CodeActivation.Gated(scales(), MAGNITUDES),
                new CodeActivation.PoissonRate(THRESHOLDS, 5.3), new CodeActivation.Location());
        return activations.stream().flatMap(activation -> Stream.of(InputScaling.values())
                .flatMap(scaling -> Stream.of(true, false)
                        .map(centred -> Arguments.of(activation, centred, scaling))));
    }

    private static FMatrixRMaj scales() {
        FMatrixRMaj scales = new FMatrixRMaj(1, UNITS);
        for (int k = 0; k < UNITS; k++) {
            scales.data[k] = (float) Math.exp(THRESHOLDS.data[k]);
        }
        return scales;
    }

    @ParameterizedTest
    @MethodSource("all")
    void codesAreThoseOfTheDefinition(CodeActivation activation, boolean centred,
            InputScaling scaling) {
        AffineEncoder encoder = encoder(activation, centred, scaling);
        FMatrixRMaj codes = encoder.encode(PATCHES);
        FMatrixRMaj prepared = encoder.prepare(PATCHES);
        int active = 0;
        for (int i = 0; i < PATCHES.numRows; i++) {
            double[] x = scaled(i, scaling);
            double[] u = affine(x, centred, ENCODER_BIAS);
            double[] linear = affine(x, centred, new FMatrixRMaj(1, UNITS));
            double[] magnitude = new double[UNITS];
            for (int k = 0; k < UNITS; k++) {
                magnitude[k] = scales().data[k] * linear[k] + MAGNITUDES.data[k];
            }
            double[] expected = code(activation, u, magnitude);
            for (int k = 0; k < UNITS; k++) {
                assertEquals(expected[k], codes.get(i, k), 1e-5 * Math.max(1, expected[k]));
                active += codes.get(i, k) != 0 ? 1 : 0;
            }
            for (int d = 0; d < PIXELS; d++) {
                assertEquals(x[d], prepared.get(i, d), 1e-6 * Math.max(1, Math.abs(x[d])));
            }
        }
        assertTrue(active > 0);
    }

    @ParameterizedTest
    @MethodSource("all")
    void theErrorOfAPreparedInputIsLinear(CodeActivation activation, boolean centred,
            InputScaling scaling) {
        AffineEncoder encoder = encoder(activation, centred, scaling);
        FMatrixRMaj codes = encoder.encode(PATCHES);
        FMatrixRMaj found = encoder.reconstruct(PATCHES, codes);
        FMatrixRMaj linear = encoder.dictionary().decode(codes);
        for (int i = 0; i < PATCHES.numRows; i++) {
            double[] x = new double[PIXELS];
            for (int d = 0; d < PIXELS; d++) {
                x[d] = PATCHES.get(i, d);
            }
            double mean = Arrays.stream(x).average().orElseThrow();
            double squares = Arrays.stream(x).map(v -> v * v).sum();
            for (int d = 0; d < PIXELS; d++) {
                double inside = linear.get(i, d) + BIAS.data[d];
                double expected = switch (scaling) {
                    case NONE -> inside;
                    case CONSTANT_NORM -> inside * Math.sqrt(squares / PIXELS);
                    case LAYER_NORM -> inside * Math.sqrt(
                            (squares - PIXELS * mean * mean) / (PIXELS - 1)) + mean;
                };
                assertEquals(expected, found.get(i, d), 1e-5 * Math.max(1, Math.abs(expected)));
            }
        }
    }

    @Test
    void aPatchAloneHasTheSameCode() {
        AffineEncoder encoder =
                encoder(new CodeActivation.TopK(5), true, InputScaling.CONSTANT_NORM);
        FMatrixRMaj together = encoder.encode(PATCHES);
        for (int i = 0; i < PATCHES.numRows; i++) {
            FMatrixRMaj one = new FMatrixRMaj(1, PIXELS);
            System.arraycopy(PATCHES.data, i * PIXELS, one.data, 0, PIXELS);
            assertArrayEquals(
                    Arrays.copyOfRange(together.data, i * UNITS, (i + 1) * UNITS),
                    encoder.encode(one).data);
        }
        assertEquals(0, encoder.encode(new FMatrixRMaj(0, PIXELS)).numRows);
    }

    /** More units than are computed together. */
    @Test
    void manyUnitsAreAllComputed() {
        int units = 2100;
        FMatrixRMaj weights = random(8, units, PIXELS, 1);
        FMatrixRMaj codes = new AffineEncoder(new Dictionary(random(9, units, PIXELS, 1)), BIAS,
                weights, new FMatrixRMaj(1, units), new AffineEncoder.Settings(
                        new CodeActivation.Location(), false, InputScaling.NONE))
                .encode(PATCHES);
        for (int i = 0; i < PATCHES.numRows; i++) {
            for (int k = 0; k < units; k++) {
                double expected = 0;
                for (int d = 0; d < PIXELS; d++) {
                    expected += (double) weights.get(k, d) * PATCHES.get(i, d);
                }
                assertEquals(expected, codes.get(i, k), 1e-5 * Math.max(1, Math.abs(expected)));
            }
        }
    }

    @Test
    void whatCannotBeIsRefused() {
        CodeActivation relu = new CodeActivation.Relu();
        assertFalse(relu.signed());
        AffineEncoder norm = encoder(relu, false, InputScaling.CONSTANT_NORM);
        assertTrue(assertThrows(InputException.class, () -> norm.encode(new FMatrixRMaj(2, PIXELS)))
                .getMessage().contains("patch 0 is all zeros"));
        assertThrows(InputException.class, () -> norm.encode(new FMatrixRMaj(2, PIXELS + 1)));
        assertThrows(InputException.class,
                () -> encoder(new CodeActivation.TopK(UNITS + 1), false, InputScaling.NONE));
        assertThrows(InputException.class,
                () -> encoder(new CodeActivation.JumpRelu(BIAS), false, InputScaling.NONE));
        FMatrixRMaj huge = new FMatrixRMaj(1, PIXELS);
        Arrays.fill(huge.data, 1e14f);
        FMatrixRMaj large = WEIGHTS.copy();
        Arrays.fill(large.data, 1e30f);
        AffineEncoder overflowing = new AffineEncoder(new Dictionary(ATOMS), BIAS, large,
                ENCODER_BIAS, new AffineEncoder.Settings(relu, false, InputScaling.NONE));
        assertThrows(InputException.class, () -> overflowing.encode(huge));
    }
}
