package parsimony.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import parsimony.data.Npy;

/** Every solver through the command line. */
class InferenceMethodsTest {
    private static final int PATCHES = 40;
    private static final int ATOMS = 30;

    @TempDir
    private Path home;
    private Path patches;
    private Path dictionary;
    private int runs;

    @BeforeEach
    void input() throws Exception {
        patches = random("patches.npy", PATCHES, 16, 2);
        dictionary = random("dictionary.npy", ATOMS, 16, 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"lca", "ista", "fista", "homotopy"})
    void solversOfTheLassoAgreeWithItsCertifiedOptimum(String method) throws Exception {
        JsonNode exact = infer("lasso", "--lambda", .5);
        assertTrue(exact.get("gap").asDouble() <= 1e-6 * exact.get("objective").asDouble());
        JsonNode other = infer(method, "--lambda", .5, "--iterations", 20_000);
        double objective = exact.get("objective").asDouble();
        assertEquals(objective, other.get("objective").asDouble(), 1e-4 * objective);
        assertTrue(other.get("objective").asDouble() >= objective * (1 - 1e-6),
                "nothing is below the optimum");
    }

    @ParameterizedTest
    @ValueSource(strings = {"mp", "omp", "iht"})
    void greedyMethodsUseNoMoreAtomsThanAllowed(String method) throws Exception {
        infer(method, "--nonzeros", 4, "--signed");
        FMatrixRMaj codes = Npy.read(out().resolve("codes.npy"));
        for (int i = 0; i < PATCHES; i++) {
            int used = 0;
            for (int k = 0; k < ATOMS; k++) {
                used += codes.get(i, k) != 0 ? 1 : 0;
            }
            assertTrue(used <= 4, "patch " + i + " uses " + used);
        }
    }

    /** Two atoms, e₁ and e₂, and x = (1, 1): at λ = 0.7 each code is 0.3. */
    @ParameterizedTest
    @ValueSource(strings = {"lca", "ista", "fista", "lasso", "homotopy"})
    void twoAtomsWillDo(String method) throws Exception {
        Npy.write(dictionary, new FMatrixRMaj(2, 2, true, 1, 0, 0, 1));
        Npy.write(patches, new FMatrixRMaj(1, 2, true, 1, 1));
        infer(method, "--lambda", .7, "--signed");
        FMatrixRMaj codes = Npy.read(out().resolve("codes.npy"));
        assertEquals(.3, codes.get(0, 0), 1e-3);
        assertEquals(.3, codes.get(0, 1), 1e-3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mp", "omp", "iht"})
    void moreAtomsThanThereAreMayBeAskedFor(String method) throws Exception {
        infer(method, "--nonzeros", 10 * ATOMS, "--signed");
        if (method.equals("omp")) {
            for (String row : Files.readAllLines(out().resolve("per_patch.csv"))
                    .subList(1, PATCHES + 1)) {
                assertTrue(row.endsWith(",no_gain"), row);
                assertEquals(0, Double.parseDouble(row.split(",")[1]), 1e-9,
                        "16 atoms explain 16 pixels: " + row);
            }
        }
    }

    @Test
    void naturalGradientComesToTheCertifiedPoissonPosterior() throws Exception {
        Path prior = home.resolve("prior.npy");
        float[] rates = new float[ATOMS];
        Arrays.fill(rates, -3);
        Npy.write(prior, rates);
        JsonNode exact = infer("poisson", "--prior", prior);
        double objective = exact.get("objective").asDouble();
        assertTrue(exact.get("gap").asDouble() <= 1e-6 * objective);
        assertEquals(objective, infer("ipoisson", "--prior", prior).get("objective").asDouble(),
                1e-4 * objective);
    }

    /** The folder of an iterative model, with arrays as {@code train} writes them. */
    private Path iterativeRun() throws IOException {
        Path run = Files.createDirectory(home.resolve("ipvae"));
        Files.copy(dictionary, run.resolve("dictionary.npy"));
        SplittableRandom random = new SplittableRandom(7);
        Npy.write(run.resolve("prior_log_rate.npy"), near(-5, ATOMS, random));
        Npy.write(run.resolve("log_bias.npy"), near(-3, ATOMS, random));
        Npy.write(run.resolve("log_sigma.npy"), near(0, 16, random));
        Npy.write(run.resolve("log_step.npy"), new float[] {-2});
        return run;
    }

    private static float[] near(float value, int n, SplittableRandom random) {
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = value + (float) random.nextDouble() - .5f;
        }
        return values;
    }

    /** As the model itself goes, with rates in place of counts and all in single precision. */
    private static float[] rates(Path run, float[] x, int steps) {
        FMatrixRMaj atoms = Npy.read(run.resolve("dictionary.npy"));
        float[] u = Npy.readVector(run.resolve("prior_log_rate.npy")).clone();
        float[] b = Npy.readVector(run.resolve("log_bias.npy"));
        float[] logSigma = Npy.readVector(run.resolve("log_sigma.npy"));
        float step = (float) Math.exp(Npy.readVector(run.resolve("log_step.npy"))[0]);
        for (int t = 0; t < steps; t++) {
            float[] error = x.clone();
            for (int d = 0; d < error.length; d++) {
                for (int k = 0; k < u.length; k++) {
                    error[d] -= atoms.get(k, d) * (float) Math.exp(u[k]);
                }
                error[d] *= (float) Math.exp(-2 * logSigma[d]);
            }
            for (int k = 0; k < u.length; k++) {
                float g = (float) Math.exp(b[k]);
                for (int d = 0; d < error.length; d++) {
                    g -= atoms.get(k, d) * error[d];
                }
                u[k] = limited(u[k] + limited(-step * g));
            }
        }
        for (int k = 0; k < u.length; k++) {
            u[k] = (float) Math.exp(u[k]);
        }
        return u;
    }

    private static float limited(float v) {
        return 10 - (float) Math.log1p(Math.exp(10 - Math.max(-8, v)));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 16, 300})
    void theFolderOfAnIterativeModelGivesItsNoiselessRates(int steps) throws Exception {
        Path run = iterativeRun();
        Spoken spoken = Spoken.run("infer", "--method", "ipoisson", "--prior", run, "--patches",
                patches, "--iterations", steps, "--gap", 0, "--out", out(), "--json");
        assertEquals(0, spoken.status(), spoken.err());
        FMatrixRMaj found = Npy.read(out().resolve("codes.npy"));
        FMatrixRMaj x = Npy.read(patches);
        for (int i = 0; i < PATCHES; i++) {
            float[] expected = rates(run, Arrays.copyOfRange(x.data, 16 * i, 16 * (i + 1)), steps);
            for (int k = 0; k < ATOMS; k++) {
                assertEquals(expected[k], found.get(i, k), 2e-4 * Math.max(.01, expected[k]));
            }
        }
        List<String> checked = new ArrayList<>();
        new ObjectMapper().readTree(out().resolve("config.json").toFile())
                .at("/settings/checksums").fieldNames().forEachRemaining(checked::add);
        assertEquals(List.of("dictionary", "prior", "step", "bias", "sigma"), checked);
    }

    @Test
    void theFolderOfARunIsTakenWholeOrRefused() throws Exception {
        Path run = iterativeRun();
        assertTrue(complaint("ipoisson", "--prior", run.resolve("prior_log_rate.npy"))
                .contains("is of an iterative model"));
        assertTrue(complaint("poisson", "--prior", run).contains("must be ipoisson"));
        assertTrue(complaint("ipoisson", "--prior", run, "--beta", 2).contains("--beta"));
        Npy.write(run.resolve("log_sigma.npy"), new float[3]);
        assertTrue(complaint("ipoisson", "--prior", run).contains("must have 16"));
        Files.delete(run.resolve("log_step.npy"));
        assertTrue(complaint("ipoisson", "--prior", run).contains("log_step.npy"));
        Files.delete(run.resolve("log_bias.npy"));
        assertTrue(complaint("ipoisson", "--prior", run, "--floor", -6).contains("--floor"));
        infer("ipoisson", "--prior", run);
        Files.delete(run.resolve("prior_log_rate.npy"));
        assertTrue(complaint("poisson", "--prior", run).contains("has no prior_log_rate.npy"));
    }

    @Test
    void scaleMixturesAndHardThresholdsRun() throws Exception {
        assertTrue(infer("lsm", "--lambda", .5).get("mse").asDouble() > 0);
        assertTrue(infer("lca", "--lambda", .5, "--hard").get("mse").asDouble() > 0);
    }

    @Test
    void aTraceShowsEveryIterationAndAnOptimalStartStays() throws Exception {
        JsonNode cold = infer("fista", "--lambda", .5, "--trace");
        List<String> trace = Files.readAllLines(out().resolve("convergence.csv"));
        assertEquals("iteration,seconds,energy,mse,sparsity", trace.get(0));
        assertTrue(trace.size() > 10);
        double optimum = cold.get("objective").asDouble();
        assertEquals(optimum, energy(trace.get(trace.size() - 1)), 1e-3);
        assertTrue(energy(trace.get(1)) > 1.01 * optimum, "from scratch there is some way to go");

        Path codes = out().resolve("codes.npy");
        infer("fista", "--lambda", .5, "--start", codes, "--trace", "--iterations", 5);
        List<String> warm = Files.readAllLines(out().resolve("convergence.csv"));
        assertEquals(6, warm.size());
        assertEquals(optimum, energy(warm.get(1)), 1e-4 * optimum);
        assertEquals(optimum, energy(warm.get(5)), 1e-4 * optimum);
    }

    @Test
    void codesThatAreGivenAreMeasuredAndNotMoved() throws Exception {
        double optimum = infer("lasso", "--lambda", .5).get("objective").asDouble();
        Path codes = out().resolve("codes.npy");
        byte[] bytes = Files.readAllBytes(codes);
        for (String method : List.of("ista", "fista")) {
            JsonNode measured =
                    infer(method, "--lambda", .5, "--start", codes, "--iterations", 0);
            assertEquals(optimum, measured.get("objective").asDouble(), 1e-6 * optimum);
            assertArrayEquals(bytes, Files.readAllBytes(out().resolve("codes.npy")));
            List<String> rows = Files.readAllLines(out().resolve("per_patch.csv"));
            assertTrue(rows.get(1).endsWith(",0,steps"), rows.get(1));
        }
        Spoken spoken = Spoken.run("infer", "--method", "lasso", "--dictionary", dictionary,
                "--patches", patches, "--lambda", .5, "--iterations", 0, "--out",
                home.resolve("refused"));
        assertEquals("parsimony: --iterations: 0; must be at least 1",
                spoken.err().strip());
    }

    private static double energy(String row) {
        return Double.parseDouble(row.split(",")[2]);
    }

    @Test
    void aPathGoesDownToTheLambdaAskedForAndEndsAtItsCode() throws Exception {
        JsonNode metrics = infer("homotopy", "--lambda", .5, "--path");
        List<String> path = Files.readAllLines(out().resolve("path.csv"));
        double mse = 0;
        int ends = 0;
        for (int i = 1; i < path.size(); i++) {
            String[] row = path.get(i).split(",");
            double objective = .5 * Double.parseDouble(row[2])
                    + Double.parseDouble(row[1]) * Double.parseDouble(row[3]);
            assertTrue(Double.parseDouble(row[5]) <= 1e-5 * objective, path.get(i));
            boolean last = i == path.size() - 1 || !path.get(i + 1).split(",")[0].equals(row[0]);
            if (last) {
                assertTrue(
                        Double.parseDouble(row[1]) <= .5 + 1e-9 || Double.parseDouble(row[4]) == 0,
                        path.get(i));
                mse += Double.parseDouble(row[2]);
                ends++;
            }
        }
        assertEquals(PATCHES, ends);
        assertEquals(metrics.get("mse").asDouble(), mse / ends, 1e-4);
    }

    @Test
    void aPathThatWouldEndEarlyIsRefused() throws Exception {
        Spoken spoken = Spoken.run("infer", "--method", "homotopy", "--dictionary", dictionary,
                "--patches", patches,
                "--lambda", .01, "--iterations", 3, "--path", "--out", home.resolve("refused"));
        assertEquals(2, spoken.status(), spoken.err());
        assertTrue(spoken.err().contains("patch 0") && spoken.err().contains("--iterations"),
                spoken.err());
        assertFalse(Files.exists(home.resolve("refused")));
    }

    @Test
    void everyPatchSaysHowItWentAndWhyItStopped() throws Exception {
        JsonNode metrics = infer("lasso", "--lambda", .5);
        List<String> rows = Files.readAllLines(out().resolve("per_patch.csv"));
        assertEquals("patch,objective,gap,iterations,stop", rows.get(0));
        assertEquals(PATCHES + 1, rows.size());
        double sum = rows.stream().skip(1).mapToDouble(row -> Double.parseDouble(row.split(",")[1]))
                .sum();
        assertEquals(metrics.get("objective").asDouble(), sum / PATCHES, 1e-6);
        assertTrue(rows.get(1).endsWith(",converged"), rows.get(1));
    }

    @Test
    void aMethodSaysWhatItNeeds() {
        assertTrue(complaint("lasso").contains("--lambda"));
        assertTrue(complaint("omp").contains("--nonzeros"));
        assertTrue(complaint("poisson").contains("--prior"));
        assertTrue(complaint("omp", "--nonzeros", 3, "--trace").contains("--trace"));
        assertTrue(complaint("lca", "--lambda", 1, "--tau", 1).contains("tau"),
                "an unstable step names the tau that is stable");
    }

    private String complaint(String method, Object... options) {
        Spoken spoken = run(method, options);
        assertEquals(2, spoken.status(), spoken.err());
        assertEquals(1, spoken.err().lines().count(), spoken.err());
        return spoken.err();
    }

    private JsonNode infer(String method, Object... options) throws IOException {
        Spoken spoken = run(method, options);
        assertEquals(0, spoken.status(), spoken.err());
        return new ObjectMapper().readTree(spoken.out());
    }

    private Spoken run(String method, Object... options) {
        runs++;
        List<Object> all = new ArrayList<>(List.of(
                "infer", "--method", method, "--dictionary", dictionary, "--patches", patches,
                "--out", out(), "--json"));
        all.addAll(List.of(options));
        return Spoken.run(all.toArray());
    }

    private Path out() {
        return home.resolve("codes-" + runs);
    }

    private Path random(String name, int rows, int columns, double scale) throws Exception {
        SplittableRandom random = new SplittableRandom(rows);
        FMatrixRMaj matrix = new FMatrixRMaj(rows, columns);
        for (int i = 0; i < matrix.getNumElements(); i++) {
            matrix.data[i] = (float) ((random.nextDouble() + random.nextDouble() - 1) * scale);
        }
        Path file = home.resolve(name);
        Npy.write(file, matrix);
        return file;
    }
}
