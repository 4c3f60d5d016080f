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
import parsimony.compare.gap.EqualL1Excess;
import parsimony.data.Npy;
import parsimony.sparsecoding.Dictionary;

/** {@code parsimony gap} on a small run of {@code parsimony train}. */
class GapTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int UNITS = 24;
    private static final double BETA = .5;

    @TempDir
    private static Path home;
    private static Path run;

    @BeforeAll
    static void train() throws Exception {
        run = home.resolve("pvae");
        Spoken spoken = Spoken.run("train", "--model", "poisson", "--train",
                patches("train.npy", 400, 16), "--validation",
                patches("validation.npy", 90, 16), "--out", run, "--latents", UNITS, "--iterations",
                200, "--batch", 100,
                "--lr", .05, "--beta", BETA);
        assertEquals(0, spoken.status(), spoken.err());
    }

    @Test
    void theGapIsMeasuredWithEveryFileAndNumber() throws Exception {
        Path out = home.resolve("gap");
        Spoken spoken = Spoken.run("gap", run, "--measured", 30, "--out", out, "--json");
        assertEquals(0, spoken.status(), spoken.err());
        for (String file : List.of("config.json", "metrics.json", "report.html", "curve.csv",
                "free_energy.csv",
                "closing.csv", "convergence.csv", "figures/plane.png",
                "figures/free_energy_gap.svg", "figures/worst_patches.pdf",
                "figures/convergence.png", "figures/convergence.svg",
                "figures/convergence.pdf", "figures/compute.png", "figures/compute.pdf")) {
            assertTrue(Files.size(out.resolve(file)) > 0, file);
        }
        JsonNode metrics = JSON.readTree(spoken.out());
        assertEquals(metrics, JSON.readTree(out.resolve("metrics.json").toFile()));
        assertFalse(spoken.out().contains("NaN"));
        assertEquals(30, metrics.get("measured").asInt());
        assertEquals(List.of("lca", "ista", "fista", "lasso"), names(metrics.get("sparse_coding")));
        assertEquals(12, metrics.get("closing").size());
        JsonNode lasso = metrics.get("sparse_coding").get("lasso");
        assertTrue(lasso.get("relative_gap").asDouble() < 1e-3, lasso.toString());
        assertTrue(lasso.get("delta_mse_low").asDouble() < lasso.get("delta_mse").asDouble()
                && lasso.get("delta_mse").asDouble() < lasso.get("delta_mse_high").asDouble(),
                lasso.toString());
        assertTrue(Files.readAllLines(out.resolve("curve.csv")).get(0).endsWith(",relative_gap"));

        JsonNode energy = metrics.get("free_energy");
        List<String> rows = Files.readAllLines(out.resolve("free_energy.csv"));
        assertEquals(31, rows.size());
        double[] means = new double[4];
        for (String row : rows.subList(1, 31)) {
            String[] cells = row.split(",");
            for (int i = 0; i < 4; i++) {
                means[i] += Double.parseDouble(cells[1 + i]) / 30;
            }
        }
        assertEquals(means[0], energy.get("amortized").asDouble(), 1e-5);
        assertEquals(means[2], energy.get("optimal").asDouble(), 1e-5);
        assertEquals(means[0] - means[2], energy.get("gap").asDouble(), 1e-5);
        assertEquals(means[0] - means[1], energy.get("gap_rates").asDouble(), 1e-5);
        assertTrue(energy.get("gap_low").asDouble() < energy.get("gap").asDouble()
                && energy.get("gap").asDouble() < energy.get("gap_high").asDouble(),
                energy.toString());
        assertTrue(energy.get("smallest_gap").asDouble() > 0);
        assertEquals(freeEnergy(out, "amortized_rates.npy"), means[0], 1e-3);
        assertEquals(freeEnergy(out, "optimal_rates.npy"), means[2], 1e-3);

        byte[] plane = Files.readAllBytes(out.resolve("figures/plane.svg"));
        assertEquals(0, Spoken.run("plot", out, "--out", home.resolve("anew")).status());
        assertArrayEquals(plane, Files.readAllBytes(home.resolve("anew/plane.svg")),
                "drawn anew from the files alone");

        Path gaps = out.resolve("free_energy.csv");
        List<String> lines = Files.readAllLines(gaps);
        String zeros = lines.get(0).replaceAll("[^,]+", "0");
        Files.writeString(gaps, lines.get(0) + "\n" + (zeros + "\n").repeat(lines.size() - 1));
        assertEquals("", Spoken.run("plot", out, "--out", home.resolve("none")).err());
    }

    /** The encoder's excess in the table is that of its rates, and LISTA has a row for each run. */
    @Test
    void learnedStepsAreComparedByStepsAndTime() throws Exception {
        List<Path> lista = new ArrayList<>();
        for (int layers : new int[] {3, 1}) {
            Path folder = home.resolve("lista-" + layers);
            lista.add(folder);
            Spoken spoken = Spoken.run("train", "--model", "lista", "--train",
                    home.resolve("train.npy"), "--validation", home.resolve("validation.npy"),
                    "--dictionary", run.resolve("dictionary.npy"), "--constraint", "fixed",
                    "--layers", layers, "--lambda", .3, "--latents", UNITS, "--iterations", 50,
                    "--batch", 100, "--out", folder);
            assertEquals(0, spoken.status(), spoken.err());
        }
        Path out = home.resolve("compute");
        Spoken spoken = Spoken.run("gap", run, "--measured", 20, "--lista", lista.get(0),
                lista.get(1), "--out", out);
        assertEquals(0, spoken.status(), spoken.err());
        assertTrue(spoken.out().contains("The gap against compute"), spoken.out());
        List<String> rows = Files.readAllLines(out.resolve("convergence.csv"));
        assertTrue(rows.get(0).endsWith("start,equal_l1_excess,equal_l1_end"), rows.get(0));
        List<String> kinds = rows.stream().skip(1).map(row -> row.split(","))
                .map(cells -> cells[0] + " " + cells[9]).distinct().toList();
        assertEquals(List.of("amortized cold", "lista cold", "lca cold", "ista cold", "fista cold",
                "fista encoder", "poisson cold", "poisson encoder"), kinds);
        assertEquals(List.of("1", "3"), rows.stream().map(row -> row.split(","))
                .filter(cells -> cells[0].equals("lista")).map(cells -> cells[2]).toList());
        for (String row : rows.subList(1, rows.size())) {
            String[] cells = row.split(",");
            assertTrue(Double.parseDouble(cells[3]) > 0 && Double.parseDouble(cells[10]) >= 0, row);
        }
        double own = Double.parseDouble(rows.get(1).split(",")[10]);
        FMatrixRMaj few = Npy.read(out.resolve("patches.npy"));
        EqualL1Excess excess = new EqualL1Excess(few,
                Npy.read(out.resolve("amortized_rates.npy")),
                new Dictionary(Npy.read(run.resolve("dictionary.npy"))));
        assertEquals(excess.mean(Npy.read(out.resolve("amortized_rates.npy"))), own, 1e-4 * own);

        refused("has a dictionary of its own", run, "--lista", other());
        refused("has a linear encoder", run, "--lista", run);
        refused("nowhere: holds no run", run, "--lista", home.resolve("nowhere"));
    }

    /** A run of LISTA that had its dictionary to itself. */
    private static Path other() {
        Path folder = home.resolve("lista-own");
        Spoken spoken = Spoken.run("train", "--model", "lista", "--train",
                home.resolve("train.npy"), "--validation", home.resolve("validation.npy"),
                "--latents", UNITS, "--iterations", 5, "--batch", 100, "--out", folder);
        assertEquals(0, spoken.status(), spoken.err());
        return folder;
    }

    @Test
    void aDamagedTableIsNamedWhenFiguresAreDrawnAnew() throws Exception {
        Path folder = Files.createDirectory(home.resolve("damaged"));
        // of a gap, and nothing else of it
        Files.writeString(folder.resolve("free_energy.csv"), "patch,gap\n0,1\n");
        assertTrue(Spoken.run("plot", folder).err().contains("curve.csv: is missing"));
        Files.writeString(folder.resolve("curve.csv"), "inference,mse\nlca,1\nlca\n");
        assertTrue(Spoken.run("plot", folder).err().contains("curve.csv:3: is damaged"));
        Files.writeString(folder.resolve("convergence.csv"), "inference,mse\nlca,1\n");
        Files.writeString(folder.resolve("curve.csv"), "inference,mse\nlca,1\nLCA,1\n");
        Spoken twice = Spoken.run("plot", folder);
        assertEquals(2, twice.status());
        assertTrue(twice.err().contains("curve.csv:3: is damaged, its inference \"LCA\" must be"),
                twice.err());
    }

    @Test
    void withoutJsonItAnswersInWords() throws Exception {
        Spoken spoken = Spoken.run("gap", run, "--patches", patches("others.npy", 25, 16), "--out",
                home.resolve("words"));
        assertEquals(0, spoken.status(), spoken.err());
        assertTrue(spoken.out().contains("free energy is"), spoken.out());
        assertTrue(spoken.out().contains("iterative Poisson inference closes 90% of it in"),
                spoken.out());
    }

    @Test
    void whatIsNotAFinishedRunOfAPoissonVaeIsRefusedInOneLine() throws Exception {
        refused("nowhere: holds no run", home.resolve("nowhere"));
        refused("patches have 9 pixels", run, "--patches", patches("narrow.npy", 20, 9));
        refused("--measured 1: must be at least 2", run, "--measured", 1);
        refused("holds one patch", run, "--patches", patches("one.npy", 1, 16));
        refused("--support -1.0", run, "--support", -1);
        refused("--interval: 0.0", run, "--interval", 0);

        Path gaussian = home.resolve("gvae");
        assertEquals(0,
                Spoken.run("train", "--model", "gaussian", "--train", home.resolve("train.npy"),
                        "--validation",
                        home.resolve("validation.npy"), "--out", gaussian, "--latents", 8,
                        "--iterations", 5, "--batch", 100).status());
        refused("is a gaussian VAE", gaussian);

        Path learned = home.resolve("lca");
        assertEquals(0,
                Spoken.run("learn", "--method", "lca", "--train", home.resolve("train.npy"),
                        "--out", learned,
                        "--atoms", 8, "--epochs", 1).status());
        refused("is not a VAE's run", learned);

        Files.delete(gaussian.resolve("metrics.json"));
        Path config = gaussian.resolve("config.json");
        Files.writeString(config, Files.readString(config).replace("GAUSSIAN", "POISSON"));
        refused("did not come to its end", gaussian);
    }

    private static void refused(String named, Path folder, Object... options) {
        Object[] words = new Object[4 + options.length];
        words[0] = "gap";
        words[1] = folder;
        words[2] = "--out";
        words[3] = home.resolve("refused");
        System.arraycopy(options, 0, words, 4, options.length);
        Spoken spoken = Spoken.run(words);
        assertEquals(2, spoken.status(), spoken.err());
        assertTrue(spoken.err().contains(named), spoken.err());
        assertEquals(1, spoken.err().lines().count(), spoken.err());
        assertFalse(Files.exists(home.resolve("refused")));
    }

    /** The mean of F over the measured patches, from the arrays that the runs left. */
    private static double freeEnergy(Path out, String ratesFile) throws Exception {
        FMatrixRMaj x = Npy.read(out.resolve("patches.npy"));
        FMatrixRMaj rates = Npy.read(out.resolve(ratesFile));
        FMatrixRMaj atoms = Npy.read(run.resolve("dictionary.npy"));
        float[] logPrior = Npy.readVector(run.resolve("prior_log_rate.npy"));
        double sum = 0;
        for (int i = 0; i < x.numRows; i++) {
            for (int d = 0; d < x.numCols; d++) {
                double residual = x.get(i, d);
                for (int k = 0; k < UNITS; k++) {
                    residual -= rates.get(i, k) * atoms.get(k, d);
                    sum += rates.get(i, k) * atoms.get(k, d) * atoms.get(k, d);
                }
                sum += residual * residual;
            }
            for (int k = 0; k < UNITS; k++) {
                double rate = rates.get(i, k);
                sum += BETA
                        * (rate * (Math.log(rate) - logPrior[k]) - rate + Math.exp(logPrior[k]));
            }
        }
        return sum / x.numRows;
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static Path patches(String name, int n, int pixels) throws Exception {
        SplittableRandom random = new SplittableRandom(n);
        FMatrixRMaj patches = new FMatrixRMaj(n, pixels);
        for (int i = 0; i < patches.getNumElements(); i++) {
            patches.data[i] =
                    (float) (random.nextDouble() + random.nextDouble() + random.nextDouble() - 1.5)
                            * 2;
        }
        Path file = home.resolve(name);
        Npy.write(file, patches);
        return file;
    }
}
