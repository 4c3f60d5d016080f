package parsimony.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import parsimony.data.Npy;
import parsimony.vae.Vae;

/** {@code gap} and its neighbours on models whose codes are found step by step. */
class IterativeGapTest {
    private static final int PIXELS = 16;
    private static final int UNITS = 24;
    private static final int MEASURED = 30;

    @TempDir
    private static Path home;
    private static Path run;
    private static Path gap;
    private static JsonNode metrics;

    @BeforeAll
    static void train() throws Exception {
        patches("train", 300);
        patches("validation", 60);
        run = train("ipvae", "poisson", "iterative");
        gap = home.resolve("gap");
        Spoken spoken = Spoken.run("gap", run, "--measured", MEASURED, "--out", gap, "--json");
        assertEquals(0, spoken.status(), spoken.err());
        assertFalse(spoken.out().contains("NaN"));
        metrics = new ObjectMapper().readTree(spoken.out());
    }

    private static Path train(String name, String model, String inference) {
        Path folder = home.resolve(name);
        Spoken spoken = Spoken.run("train", "--model", model, "--inference", inference, "--steps",
                3, "--test-steps", 12, "--train", home.resolve("train.npy"), "--validation",
                home.resolve("validation.npy"), "--out", folder, "--latents", UNITS,
                "--iterations", 150, "--batch", 50, "--lr", .02);
        assertEquals(0, spoken.status(), spoken.err());
        return folder;
    }

    /** Patches of two bars and a little noise. */
    private static void patches(String name, int n) throws Exception {
        SplittableRandom random = new SplittableRandom(n);
        FMatrixRMaj patches = new FMatrixRMaj(n, PIXELS);
        for (int i = 0; i < n; i++) {
            int row = random.nextInt(4);
            int column = random.nextInt(4);
            for (int d = 0; d < PIXELS; d++) {
                patches.set(i, d, (float) ((d / 4 == row ? 1 : 0) + (d % 4 == column ? 1 : 0)
                        + .2 * (random.nextDouble() - .5)));
            }
        }
        Npy.write(home.resolve(name + ".npy"), patches);
    }

    /** From the arrays alone, and from the definitions of objective and dual. */
    @Test
    void theObjectiveIsTheModelsOwnAndItsBestIsCertified() throws Exception {
        assertEquals(metrics, TinyExperiment.json(gap.resolve("metrics.json")));
        assertEquals(MEASURED, metrics.get("measured").asInt());
        assertEquals(12, metrics.get("steps").asInt());
        assertFalse(metrics.has("free_energy"));
        FMatrixRMaj best = Npy.read(gap.resolve("optimal_rates.npy"));
        for (String kind : List.of("sampled", "noiseless")) {
            JsonNode n = metrics.get("rates").get(kind);
            FMatrixRMaj rates = Npy.read(gap.resolve(
                    (kind.equals("sampled") ? "amortized" : kind) + "_rates.npy"));
            double objective = 0;
            double found = 0;
            double dual = 0;
            for (int i = 0; i < MEASURED; i++) {
                objective += bounds(i, rates)[0] / MEASURED;
                found += bounds(i, best)[0] / MEASURED;
                dual += bounds(i, best)[1] / MEASURED;
            }
            assertEquals(objective, n.get("objective").asDouble(), 1e-6 * objective);
            assertEquals(found, n.get("objective_best").asDouble(), 1e-6 * found);
            assertEquals(dual, n.get("objective_lower").asDouble(), 1e-5 * dual);
            assertEquals(objective - found, n.get("objective_gap").asDouble(), 1e-5 * objective);
            assertTrue(objective > found && found >= dual - 1e-12, n.toString());
            assertTrue(found - dual < 1e-5 * found, "certified: " + found + " " + dual);
            assertTrue(n.get("objective_gap_low").asDouble() < objective - found
                    && objective - found < n.get("objective_gap_high").asDouble());
        }
        assertTrue(metrics.at("/rates/noiseless/objective_gap").asDouble() < metrics
                .at("/rates/sampled/objective_gap").asDouble(), metrics.toString());
    }

    /** Objective and dual value of the rates of a patch. */
    private static double[] bounds(int patch, FMatrixRMaj rates) throws Exception {
        FMatrixRMaj x = Npy.read(gap.resolve("patches.npy"));
        FMatrixRMaj atoms = Npy.read(run.resolve("dictionary.npy"));
        float[] bias = Npy.readVector(run.resolve("log_bias.npy"));
        float[] logSigma = Npy.readVector(run.resolve("log_sigma.npy"));
        double[] rest = new double[PIXELS];
        double primal = 0;
        for (int d = 0; d < PIXELS; d++) {
            rest[d] = x.get(patch, d);
            for (int k = 0; k < UNITS; k++) {
                rest[d] -= (double) atoms.get(k, d) * rates.get(patch, k);
            }
            rest[d] /= Math.exp(logSigma[d]);
            primal += rest[d] * rest[d] / 2;
        }
        double shrink = 1;
        for (int k = 0; k < UNITS; k++) {
            double match = 0;
            for (int d = 0; d < PIXELS; d++) {
                match += atoms.get(k, d) * rest[d] / Math.exp(logSigma[d]);
            }
            primal += Math.exp(bias[k]) * rates.get(patch, k);
            shrink = Math.min(shrink, Math.exp(bias[k]) / Math.max(match, 1e-300));
        }
        double dual = 0;
        for (int d = 0; d < PIXELS; d++) {
            double whole = x.get(patch, d) / Math.exp(logSigma[d]);
            double point = shrink * rest[d];
            dual += whole * point - point * point / 2;
        }
        return new double[] {primal, dual};
    }

    @Test
    void itIsComparedAsCodesOfAnyEncoder() throws Exception {
        Path codes = home.resolve("codes-gap");
        Spoken spoken = Spoken.run("gap", "--dictionary", gap.resolve("dictionary.npy"), "--codes",
                gap.resolve("amortized_rates.npy"), "--patches", gap.resolve("patches.npy"),
                "--json", "--out", codes);
        assertEquals(0, spoken.status(), spoken.err());
        JsonNode any = new ObjectMapper().readTree(spoken.out());
        JsonNode own = metrics.at("/rates/sampled");
        double error = any.get("squared_error").asDouble();
        assertEquals(error, own.get("squared_error").asDouble(), 1e-5 * error);
        assertEquals(any.get("l1").asDouble(), own.get("l1").asDouble(), 1e-5);
        assertEquals(any.get("squared_error_at_equal_l1").asDouble(),
                own.get("squared_error_at_equal_l1").asDouble(), 1e-4 * error);
        assertEquals(error - any.get("squared_error_at_equal_l1_lower").asDouble(),
                own.get("excess_bound").asDouble(), 1e-4 * error);
        assertTrue(own.get("excess").asDouble() >= 0
                && own.get("excess").asDouble() <= own.get("excess_bound").asDouble());
        assertTrue(metrics.at("/sparse_coding/lasso/relative_gap").asDouble() < 1e-3);
    }

    @Test
    void everyFileIsThereAndDrawnAnewFromThem() throws Exception {
        List<String> rows = Files.readAllLines(gap.resolve("objective_gaps.csv"));
        assertEquals(1 + 2 * MEASURED, rows.size());
        for (String row : rows.subList(1, rows.size())) {
            String[] cells = row.split(",");
            double[] n = new double[cells.length];
            for (int i = 2; i < n.length; i++) {
                n[i] = Double.parseDouble(cells[i]);
            }
            assertTrue(n[2] >= n[3] && n[3] >= n[4] && n[5] >= n[7] && n[7] >= n[8], row);
        }
        String page = Files.readString(gap.resolve("report.html"));
        assertTrue(page.contains("own objective without noise") && !page.contains("P-VAE encoder"));
        assertTrue(page.contains("What the inference in 12 steps loses to sparse coding"));
        assertFalse(page.contains("What the encoder loses"), "it has none");
        byte[] plane = Files.readAllBytes(gap.resolve("figures/plane.svg"));
        Spoken plot = Spoken.run("plot", gap, "--out", home.resolve("anew"));
        assertEquals(0, plot.status(), plot.err());
        assertArrayEquals(plane, Files.readAllBytes(home.resolve("anew/plane.svg")));
    }

    /** Their objective is that of a P-VAE, and their rates those after the steps of the test. */
    @ParameterizedTest
    @ValueSource(strings = {"semi-amortized", "refined"})
    void modelsWithTheBoundOfAPoissonVaeHaveItsGap(String inference) throws Exception {
        Path model = train(inference, "poisson", inference);
        Path out = home.resolve(inference + "-gap");
        Spoken spoken = Spoken.run("gap", model, "--measured", 12, "--out", out, "--json");
        assertEquals(0, spoken.status(), spoken.err());
        JsonNode energy = new ObjectMapper().readTree(spoken.out()).get("free_energy");
        assertTrue(energy.get("gap").asDouble() >= 0 && energy.get("optimal").asDouble() > 0
                && energy.get("certificate").asDouble() < 1e-2, energy.toString());
        FMatrixRMaj patches = Npy.read(out.resolve("patches.npy"));
        FMatrixRMaj used = Npy.read(out.resolve("amortized_rates.npy"));
        try (Vae vae = Vae.load(model); Vae few = Vae.load(model, 0)) {
            assertArrayEquals(vae.posteriorMean().encode(patches).data, used.data, 1e-5f);
            FMatrixRMaj before = few.posteriorMean().encode(patches);
            double moved = 0;
            for (int i = 0; i < used.data.length; i++) {
                moved = Math.max(moved, Math.abs(used.data[i] - before.data[i]));
            }
            assertTrue(moved > 1e-3, "12 steps have moved the rates: " + moved);
        }
        String own = Files.readAllLines(out.resolve("convergence.csv")).get(1);
        assertTrue(own.startsWith("amortized,12,12,"), "its steps count: " + own);
        assertTrue(Files.readString(out.resolve("figures/compute.svg"))
                .contains("P-VAE, 12 steps"));
    }

    @Test
    void whatItIsNotForIsRefusedInOneLine() throws Exception {
        refused("is a gaussian VAE", "gap", train("igvae", "gaussian", "iterative"));
        refused("--lista", "gap", run, "--lista", run);
        refused("is a gap of an iterative model", "infer", "--method", "ipoisson", "--prior", gap,
                "--patches", home.resolve("validation.npy"));
        refused("--prior nowhere: no such file", "infer", "--method", "ipoisson", "--prior",
                "nowhere", "--patches", home.resolve("validation.npy"));
    }

    private static void refused(String named, Object... words) {
        List<Object> all = new ArrayList<>(List.of(words));
        Path out = home.resolve("refused");
        all.addAll(List.of("--out", out));
        Spoken spoken = Spoken.run(all.toArray());
        assertEquals(2, spoken.status(), spoken.err());
        assertTrue(spoken.err().contains(named), spoken.err());
        assertEquals(1, spoken.err().lines().count(), spoken.err());
        assertFalse(Files.exists(out));
    }

    /** As an encoder its codes are rates after its steps, whichever command asks for them. */
    @Test
    void otherCommandsTakeItsRates() throws Exception {
        Path validation = home.resolve("validation.npy");
        Path codes = home.resolve("codes");
        Spoken infer = Spoken.run("infer", "--encoder", run, "--patches", validation, "--out",
                codes);
        assertEquals(0, infer.status(), infer.err());
        try (Vae vae = Vae.load(run)) {
            assertArrayEquals(vae.posteriorMean().encode(Npy.read(validation)).data,
                    Npy.read(codes.resolve("codes.npy")).data, 1e-5f);
        }
        for (Object[] words : new Object[][] {
            {"gap", "--encoder", run, "--patches", validation, "--out", home.resolve("any")},
            {"plot", run, "--out", home.resolve("drawn")}}) {
            Spoken spoken = Spoken.run(words);
            assertEquals(0, spoken.status(), words[0] + ": " + spoken.err());
            assertFalse(spoken.out().contains("NaN"), spoken.out());
        }
    }
}
