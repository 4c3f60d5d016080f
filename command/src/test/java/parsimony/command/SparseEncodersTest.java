package parsimony.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import parsimony.data.Npy;

/**
 * Sparse autoencoders and LISTA from the command line: the formulas of {@code docs/encoder.md},
 * computed from the files alone, meet what is reported, and a comparison has their encoders.
 */
class SparseEncodersTest {
    private static final int PIXELS = 16;
    private static final int UNITS = 12;

    @TempDir
    private Path home;

    private double[][] atoms;

    @ParameterizedTest
    @ValueSource(strings = {"relu", "topk", "batchtopk", "jumprelu", "gated"})
    void theDocumentedFormulasOfSaeMeetTheMetrics(String activation) throws Exception {
        List<Object> more = new ArrayList<>(List.of("--activation", activation, "--beta", .3));
        if (activation.endsWith("topk")) {
            more.addAll(List.of("--nonzeros", 4));
        }
        Path run = train("sae", more);
        double[][] w = read(run, "encoder");
        double[] encoderBias = vector(run, "encoder_bias");
        double[] decoderBias = vector(run, "decoder_bias");
        double[] threshold = Files.exists(run.resolve("threshold.npy"))
                ? vector(run, "threshold") : new double[0];
        atoms = read(run, "dictionary");
        double[][] x = patches("validation.npy", 60, 2);
        double error = 0;
        double penalty = 0;
        for (double[] patch : x) {
            double[] u = new double[UNITS];
            for (int k = 0; k < UNITS; k++) {
                u[k] = encoderBias[k] + dot(w[k], patch);
            }
            double[] a = new double[UNITS];
            double least = Arrays.stream(u).sorted().toArray()[UNITS - 4];
            for (int k = 0; k < UNITS; k++) {
                double positive = Math.max(0, u[k]);
                a[k] = switch (activation) {
                    case "relu" -> positive;
                    case "topk" -> u[k] >= least ? positive : 0;
                    case "batchtopk" -> u[k] > threshold[0] ? positive : 0;
                    case "jumprelu" -> u[k] > threshold[k] ? u[k] : 0;
                    default -> u[k] <= 0 ? 0
                            : Math.max(0, Math.exp(vector(run, "log_gain")[k]) * u[k]
                                    + vector(run, "magnitude_bias")[k]);
                };
                double norm = Math.sqrt(dot(atoms[k], atoms[k]));
                penalty += (activation.equals("relu") || activation.equals("gated")
                        ? norm * positive : a[k] > 0 ? 1 : 0) / x.length;
            }
            error += error(patch, a, decoderBias) / x.length;
        }
        JsonNode metrics = TinyExperiment.json(run.resolve("metrics.json"));
        assertEquals(metrics.path("mse_map").asDouble(), error, 1e-4 * error);
        assertEquals(metrics.path("mse").asDouble(), error, 1e-4 * error);
        assertEquals(metrics.path("kl").asDouble(), penalty, 1e-4 * penalty);
        assertFalse(Files.exists(run.resolve("samples.npy")), "there is no prior");
    }

    /** With a dictionary that is given and fixed, whose codes are then those of the layers. */
    @Test
    void theDocumentedFormulasOfListaMeetTheMetrics() throws Exception {
        Path dictionary = home.resolve("dictionary.npy");
        double[][] given = patches("given.npy", UNITS, 9);
        Files.move(home.resolve("given.npy"), dictionary);
        Path run = train("lista", List.of("--layers", 3, "--lambda", .4, "--dictionary",
                dictionary, "--constraint", "fixed"));
        atoms = read(run, "dictionary");
        assertTrue(Arrays.deepEquals(given, atoms));
        double[][] w = read(run, "encoder_input");
        double[][] s = read(run, "encoder_recurrent");
        double[] threshold = vector(run, "encoder_threshold");
        double[][] x = patches("validation.npy", 60, 2);
        double objective = 0;
        for (double[] patch : x) {
            double[] a = new double[UNITS];
            for (int layer = 0; layer < 3; layer++) {
                double[] next = new double[UNITS]; // codes are rows: a ← max(0, x Wᵀ + a S − θ)
                for (int k = 0; k < UNITS; k++) {
                    double sum = dot(w[k], patch) - threshold[k];
                    for (int j = 0; j < UNITS; j++) {
                        sum += a[j] * s[j][k];
                    }
                    next[k] = Math.max(0, sum);
                }
                a = next;
            }
            objective += (0.5 * error(patch, a, new double[PIXELS])
                    + 0.4 * Arrays.stream(a).sum()) / x.length;
        }
        JsonNode metrics = TinyExperiment.json(run.resolve("metrics.json"));
        assertEquals(metrics.path("nelbo").asDouble(), 2 * objective, 1e-4 * objective);
        assertEquals(UNITS * (PIXELS + UNITS + 1), metrics.path("parameters").asInt());
    }

    @Test
    void aComparisonHasTheirEncodersAndInferenceOnTheirDictionaries() throws Exception {
        Path yaml = TinyExperiment.write(home, """
                vaes:
                  - {model: poisson}
                  - {model: sae, activation: topk, nonzeros: 3}
                  - {model: sae, beta: [.1, 1]}
                  - {model: lista, encoder: {network: lista, layers: 3, lambda: .1}}
                """);
        Path out = home.resolve("result");
        Spoken spoken = Spoken.run("compare", yaml, "--out", out, "--jobs", 1);
        assertEquals(0, spoken.status(), spoken.err());
        List<List<String>> rows = Files.readAllLines(out.resolve("curve.csv")).stream()
                .map(row -> List.of(row.split(",", -1))).toList();
        int model = rows.get(0).indexOf("model");
        int inference = rows.get(0).indexOf("inference");
        for (String name : List.of("poisson", "sae-topk", "sae", "lista")) {
            List<String> by = rows.stream().filter(row -> row.get(model).equals(name))
                    .map(row -> row.get(inference)).collect(Collectors.toList());
            int models = name.equals("sae") ? 2 : 1;
            assertEquals(models, by.stream().filter("amortized"::equals).count(), name);
            // Two λ, and more where the encoder's sparsity lies beside them.
            assertTrue(by.stream().filter("lca"::equals).count() >= 2 * models, name);
        }
        String page = Files.readString(out.resolve("report.html"));
        for (String label : List.of("P-VAE", "SAE+topk", "SAE", "LISTA")) {
            assertTrue(page.contains(label), label);
        }
        assertFalse(page.contains("SAE-VAE"), "it is no VAE");
    }

    @Test
    void theExampleIsTheOneOfThePage() throws Exception {
        String page = Files.readString(Path.of("../docs/experiments.md"));
        String example = Files.readString(Path.of("../examples/encoders.yaml"));
        String settings = example.substring(example.indexOf("data:"));
        assertTrue(page.contains("```yaml\n" + settings + "```"), settings);
    }

    @Test
    void refusesKnobsThatTheModelDoesNotHave() throws Exception {
        for (String words : List.of("sae --nonzeros 3", "poisson --revival 1", "sae --layers 3",
                "poisson --lambda 1", "gaussian --activation topk", "sae --estimator mc",
                "sae --decoder conv", "sae --activation topk --nonzeros 13",
                "lista --dictionary V")) {
            List<Object> all = new ArrayList<>(List.of("train", "--model"));
            patches("train.npy", 200, 1);
            Path validation = home.resolve("validation.npy");
            patches("validation.npy", 60, 2);
            for (String word : words.split(" ")) {
                all.add(word.equals("V") ? validation : word);
            }
            all.addAll(List.of("--train", home.resolve("train.npy"), "--validation", validation,
                    "--out", home.resolve("no"), "--latents", UNITS, "--batch", 50));
            Spoken spoken = Spoken.run(all.toArray());
            assertEquals(2, spoken.status(), words + ": " + spoken.err());
            assertFalse(Files.exists(home.resolve("no")), words);
        }
    }

    private Path train(String model, List<Object> more) throws Exception {
        Path run = home.resolve("run");
        patches("train.npy", 200, 1);
        patches("validation.npy", 60, 2);
        List<Object> words = new ArrayList<>(List.of("train", "--model", model, "--train",
                home.resolve("train.npy"), "--validation", home.resolve("validation.npy"), "--out",
                run, "--latents", UNITS, "--iterations", 60, "--batch", 50, "--lr", .02));
        words.addAll(more);
        Spoken spoken = Spoken.run(words.toArray());
        assertEquals(0, spoken.status(), spoken.err());
        return run;
    }

    private double error(double[] patch, double[] code, double[] bias) {
        double error = 0;
        for (int d = 0; d < PIXELS; d++) {
            double rest = patch[d] - bias[d];
            for (int k = 0; k < UNITS; k++) {
                rest -= code[k] * atoms[k][d];
            }
            error += rest * rest;
        }
        return error;
    }

    private static double dot(double[] one, double[] other) {
        double sum = 0;
        for (int i = 0; i < one.length; i++) {
            sum += one[i] * other[i];
        }
        return sum;
    }

    private static double[][] read(Path run, String name) {
        FMatrixRMaj matrix = Npy.read(run.resolve(name + ".npy"));
        double[][] rows = new double[matrix.numRows][matrix.numCols];
        for (int i = 0; i < matrix.data.length; i++) {
            rows[i / matrix.numCols][i % matrix.numCols] = matrix.data[i];
        }
        return rows;
    }

    private static double[] vector(Path run, String name) {
        float[] values = Npy.readVector(run.resolve(name + ".npy"));
        double[] vector = new double[values.length];
        Arrays.setAll(vector, i -> values[i]);
        return vector;
    }

    /** Writes patches of noise, the same ones for a seed, and gives them. */
    private double[][] patches(String name, int count, long seed) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        FMatrixRMaj patches = new FMatrixRMaj(count, PIXELS);
        for (int i = 0; i < patches.data.length; i++) {
            patches.data[i] = (float) random.nextDouble(-1, 1);
        }
        Npy.write(home.resolve(name), patches);
        return read(home, name.replace(".npy", ""));
    }
}
