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
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import parsimony.data.Npy;

/**
 * What {@code compare} says of every point beside error and sparsity: its distance from the ideal
 * corner, its certified excess, and how its model does on other images.
 */
class IdealCornerPlaneTest {
    @TempDir
    private static Path home;
    private static Path result;
    private static JsonNode metrics;
    private static String progress;

    @BeforeAll
    static void compare() throws Exception {
        FMatrixRMaj others = new FMatrixRMaj(80, 64);
        SplittableRandom random = new SplittableRandom(9);
        for (int i = 0; i < others.getNumElements(); i++) {
            others.data[i] = (float) random.nextDouble();
        }
        Npy.write(home.resolve("other.npy"), others);
        Path yaml = TinyExperiment.write(home, "vaes: [{latent: poisson, beta: [.2, 1]}, {latent:"
                + " gaussian, name: g, decoder: mlp}]\ndraw: {sparsity: portion-zeros, error:"
                + " r2}\n");
        Files.writeString(yaml, Files.readString(yaml).replace("measure: {patches: 20,",
                "measure: {patches: 20, inference: [lca, lasso], excess: 9, elsewhere: [{images:"
                        + " 'npy:" + home.resolve("other.npy")
                        + "', pipeline: 'patches(8, stride=8) | split(random)'}],"));
        result = home.resolve("out");
        Spoken spoken = Spoken.run("compare", yaml, "--out", result, "--jobs", 1);
        assertEquals(0, spoken.status(), spoken.err());
        metrics = TinyExperiment.json(result.resolve("metrics.json"));
        progress = spoken.progress();
    }

    @Test
    void everyPointOnADictionaryHasItsExcess() {
        int certified = 0;
        for (JsonNode point : metrics.path("points")) {
            JsonNode excess = point.path("excess");
            assertEquals(!point.at("/at/model").asText().equals("g"), !excess.isMissingNode());
            if (!excess.isMissingNode()) {
                certified++;
                assertEquals(9, excess.path("patches").asInt());
                assertTrue(excess.path("least").asDouble() >= 0);
                assertTrue(excess.path("most").asDouble() >= excess.path("least").asDouble());
            }
        }
        assertTrue(certified >= 2 + 2 * 2 * 2 + 2, certified + " points");
    }

    /** Atoms learned by sparse coding have norm 1; there the lasso is the best code of its L1. */
    @Test
    void theCodesOfAnEncoderExceedThoseOfTheLasso() {
        double encoder = excess("poisson", "amortized");
        double lasso = excess("poisson", "lasso");
        assertTrue(encoder > 0);
        assertTrue(lasso < encoder, lasso + " against " + encoder);
    }

    private static double excess(String model, String inference) {
        List<Double> found = new ArrayList<>();
        metrics.path("points").forEach(point -> {
            if (point.at("/at/model").asText().equals(model)
                    && point.at("/at/inference").asText().equals(inference)) {
                found.add(point.at("/excess/most").asDouble());
            }
        });
        return found.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    }

    @Test
    void theTableOfPointsHasBothDistances() throws Exception {
        List<String> lines = Files.readAllLines(result.resolve("curve.csv"));
        List<String> columns = Arrays.asList(lines.get(0).split(","));
        assertEquals(List.of("relative_gap", "distance", "scaled_distance", "excess",
                "excess_bound"), columns.subList(columns.size() - 5, columns.size()));
        for (String line : lines.subList(1, lines.size())) {
            String[] cells = line.split(",", -1);
            double r2 = Double.parseDouble(cells[columns.indexOf("r2_pooled")]);
            double zeros = Double.parseDouble(cells[columns.indexOf("portion_zeros")]);
            double distance = Double.parseDouble(cells[columns.indexOf("distance")]);
            assertEquals(Math.hypot(1 - Math.max(0, r2), 1 - zeros), distance, 1e-5);
            assertEquals(distance / Math.sqrt(2),
                    Double.parseDouble(cells[columns.indexOf("scaled_distance")]), 1e-5);
        }
    }

    @Test
    void eachFamilyHasItsMedianAndItsLeastDistance() throws Exception {
        List<String> rows = Files.readAllLines(result.resolve("tables/distances.csv"));
        assertEquals(1 + 3 + 1 + 1, rows.size(), "P-VAE, LCA and lasso on it, G-VAE, LCA");
        List<String> columns = Arrays.asList(rows.get(0).split(","));
        for (String row : rows.subList(1, rows.size())) {
            String[] cells = row.split(",", -1);
            double median = Double.parseDouble(cells[columns.indexOf("median_distance")]);
            double least = Double.parseDouble(cells[columns.indexOf("least_distance")]);
            assertTrue(least <= median && least > 0, row);
        }
    }

    @Test
    void everyModelStandsBesideItselfOnOtherImages() throws Exception {
        List<String> rows = Files.readAllLines(result.resolve("tables/elsewhere.csv"));
        long home = rows.stream().filter(row -> row.contains(",noise,")).count();
        long other = rows.stream().filter(row -> row.contains(",other,")).count();
        assertEquals(2 * 3 + 1 + 1, home, rows.toString());
        assertEquals(home, other);
        assertTrue(Files.readString(result.resolve("report.html")).contains("least distance"));
        JsonNode visits = metrics.path("elsewhere");
        for (JsonNode visit : visits) {
            boolean vae = visit.at("/at/inference").asText().equals("amortized");
            assertEquals(vae, visit.has("vae"));
            if (vae) {
                assertEquals(visit.at("/vae/mse").asDouble() + visit.at("/vae/kl").asDouble(),
                        visit.at("/vae/nelbo").asDouble(), 1e-3);
            }
        }
        assertEquals(3 + 2 * 2 * 2 + 2, visits.size());
    }

    /** A learned dictionary has no encoder of its own, a deep model no inference on it. */
    @Test
    void theWorkOnOtherImagesIsCountedToItsEnd() {
        List<String> lines = progress.lines().filter(line -> line.contains("Measuring ")
                && line.contains(" on other")).toList();
        assertEquals(3 + 1, lines.size(), progress);
        for (String line : lines) {
            assertTrue(line.matches(".*: (\\d+)/\\1 encoders, .*"), line);
        }
    }

    @Test
    void thePlaneIsThatOfR2AndIsDrawnAgainTheSame() throws Exception {
        String svg = Files.readString(result.resolve("figures/plane.svg"));
        assertTrue(svg.contains("R² pooled (of samples)"));
        assertFalse(svg.contains("Δ error"));
        Spoken plotted = Spoken.run("plot", result, "--out", home.resolve("anew"));
        assertEquals(0, plotted.status(), plotted.err());
        assertEquals(svg, Files.readString(home.resolve("anew/plane.svg")));
    }

    @Test
    void imagesOfAnotherSizeAreRefusedBeforeAnyWork() throws Exception {
        Path yaml = TinyExperiment.write(home, "vaes: [{latent: poisson}]\n");
        Files.writeString(yaml, Files.readString(yaml).replace("measure: {", "measure: {elsewhere:"
                + " [{images: 'npy:" + home.resolve("other.npy")
                + "', pipeline: 'patches(4, stride=4) | split(random)'}], "));
        Spoken spoken = Spoken.run("compare", yaml, "--out", home.resolve("refused"));
        assertEquals(2, spoken.status());
        assertTrue(spoken.err().contains("has patches of 16 numbers, the models are of 64"),
                spoken.err());
    }
}
