package parsimony.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import parsimony.data.Npy;

/**
 * The formulas of {@code docs/encoder.md}, computed from the arrays that {@code parsimony train}
 * writes and from nothing else, meet what it reports. The patches are so strong that every clamp is
 * at work.
 */
class EncoderFilesTest {
    private static final int PIXELS = 16;
    private static final int UNITS = 12;

    @TempDir
    private Path home;

    /** What an encoder makes of one patch. */
    private record Posterior(double[] mean, double[] kl) {
        static Posterior of(int units) {
            return new Posterior(new double[units], new double[units]);
        }
    }

    @ParameterizedTest
    @CsvSource({"poisson, none", "gaussian, none", "gaussian, relu", "gaussian, exp",
        "laplace, none", "laplace, softplus",
        "categorical, none"})
    void theDocumentedFormulasMeetTheMetrics(String model, String activation) throws Exception {
        Path validation = patches("validation.npy", 60, 60);
        Path run = home.resolve("run");
        Spoken spoken = Spoken.run("train", "--model", model, "--activation", activation, "--train",
                patches("train.npy", 200, 1),
                "--validation", validation, "--out", run, "--latents", UNITS, "--iterations", 40,
                "--batch", 50, "--lr", .02);
        assertEquals(0, spoken.status(), spoken.err());

        FMatrixRMaj x = Npy.read(validation);
        FMatrixRMaj encoder = Npy.read(run.resolve("encoder.npy"));
        FMatrixRMaj atoms = Npy.read(run.resolve("dictionary.npy"));
        float[] logPrior =
                model.equals("poisson") ? Npy.readVector(run.resolve("prior_log_rate.npy")) : null;
        assertEquals(model.matches("gaussian|laplace") ? 2 * UNITS : UNITS, encoder.numRows);

        double error = 0;
        double[] kl = new double[UNITS];
        double strongest = 0;
        for (int i = 0; i < x.numRows; i++) {
            double[] v = new double[encoder.numRows];
            for (int k = 0; k < v.length; k++) {
                for (int d = 0; d < PIXELS; d++) {
                    v[k] += (double) encoder.get(k, d) * x.get(i, d);
                }
                strongest = Math.max(strongest, v[k]);
            }
            Posterior posterior = switch (model) {
                case "poisson" -> poisson(v, logPrior);
                case "categorical" -> categorical(v);
                default -> locationScale(v, model.equals("gaussian"), activation);
            };
            for (int d = 0; d < PIXELS; d++) {
                double residual = x.get(i, d);
                for (int k = 0; k < UNITS; k++) {
                    residual -= posterior.mean[k] * atoms.get(k, d);
                }
                error += residual * residual / x.numRows;
            }
            for (int k = 0; k < UNITS; k++) {
                kl[k] += posterior.kl[k] / x.numRows;
            }
        }
        assertTrue(strongest > 11, "clamps are reached: " + strongest);
        JsonNode metrics = TinyExperiment.json(run.resolve("metrics.json"));
        near(metrics.path("mse_map").asDouble(), error);
        near(metrics.path("kl").asDouble(), Arrays.stream(kl).sum());
        float[] klPerUnit = Npy.readVector(run.resolve("kl_per_unit.npy"));
        for (int k = 0; k < UNITS; k++) {
            assertEquals(klPerUnit[k], kl[k], 1e-4 * Math.max(1e-3, kl[k]), "unit " + k);
        }
    }

    private static Posterior poisson(double[] v, float[] logPrior) {
        Posterior posterior = Posterior.of(UNITS);
        for (int k = 0; k < UNITS; k++) {
            double delta = clamp(v[k], 10);
            posterior.mean[k] = Math.exp(clamp(logPrior[k] + delta, 5.3)) + 1.2e-7;
            posterior.kl[k] = Math.exp(logPrior[k]) * (1 + Math.exp(delta) * (delta - 1));
        }
        return posterior;
    }

    /** c_m(v) = m − log(1 + e^(m − v)). */
    private static double clamp(double v, double m) {
        double above = m - v;
        return m - (above > 0 ? above + Math.log1p(Math.exp(-above)) : Math.log1p(Math.exp(above)));
    }

    private static Posterior locationScale(double[] v, boolean gaussian, String activation) {
        Posterior posterior = Posterior.of(UNITS);
        for (int k = 0; k < UNITS; k++) {
            double location = v[k];
            double logScale = 5.3 * Math.tanh(v[UNITS + k] / 5.3);
            double scale = Math.exp(logScale);
            posterior.mean[k] = switch (activation) {
                case "relu" -> Math.max(0, location);
                case "softplus" ->
                        Math.max(0, location) + Math.log1p(Math.exp(-Math.abs(location)));
                case "exp" -> Math.exp(Math.min(location, 5.3));
                default -> location;
            };
            posterior.kl[k] =
                    gaussian ? (location * location + scale * scale - 2 * logScale - 1) / 2
                            : scale * Math.exp(-Math.abs(location) / scale) + Math.abs(location)
                                    - logScale - 1;
        }
        return posterior;
    }

    private static Posterior categorical(double[] v) {
        Posterior posterior = Posterior.of(UNITS);
        double largest = Arrays.stream(v).max().orElseThrow();
        double sum = Arrays.stream(v).map(logit -> Math.exp(logit - largest)).sum();
        for (int k = 0; k < UNITS; k++) {
            double logProbability = v[k] - largest - Math.log(sum);
            double p = Math.exp(logProbability);
            posterior.mean[k] = p;
            posterior.kl[k] = p * (logProbability + Math.log(UNITS)) - p + 1.0 / UNITS;
        }
        return posterior;
    }

    private static void near(double reported, double computed) {
        assertEquals(reported, computed, 1e-4 * Math.abs(reported));
    }

    private Path patches(String name, int n, double contrast) throws Exception {
        SplittableRandom random = new SplittableRandom(n);
        FMatrixRMaj patches = new FMatrixRMaj(n, PIXELS);
        for (int i = 0; i < patches.getNumElements(); i++) {
            patches.data[i] =
                    (float) ((random.nextDouble() + random.nextDouble() + random.nextDouble() - 1.5)
                            * 2 * contrast);
        }
        Path file = home.resolve(name);
        Npy.write(file, patches);
        return file;
    }
}
