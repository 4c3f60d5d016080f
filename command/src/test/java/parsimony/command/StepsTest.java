package parsimony.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import parsimony.data.Npy;
import parsimony.sparsecoding.Dictionary;

/** The separate steps over {@code .npy} files, as a script would call them. */
class StepsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path home;

    @Test
    void imagesBecomeWhitenedPatchesThatASeedRepeats() throws Exception {
        Path once = home.resolve("once");
        Path again = home.resolve("again");
        assertEquals(0, Spoken.run("prepare", "dead-leaves", "--out", once, "--patch", 8, "--count",
                1000, "--seed", 3).status());
        assertEquals(0, Spoken.run("prepare", "dead-leaves", "--out", again, "--patch", 8,
                "--count", 1000, "--seed", 3).status());
        FMatrixRMaj train = Npy.read(once.resolve("train.npy"));
        assertEquals(64, train.numCols);
        assertEquals(1000, train.numRows + Npy.read(once.resolve("validation.npy")).numRows);
        assertEquals(-1, Files.mismatch(once.resolve("train.npy"), again.resolve("train.npy")));
    }

    @Test
    void aDictionaryIsLearnedWithUnitAtomsAndALowerObjective() throws Exception {
        Path train = patches(600, 36, "train.npy");
        Path out = home.resolve("lca");
        Spoken spoken = Spoken.run("learn", "--method", "lca", "--train", train, "--out", out,
                "--atoms", 20, "--lambda", .3,
                "--epochs", 2, "--json");
        assertEquals(0, spoken.status(), spoken.err());
        FMatrixRMaj atoms = Npy.read(out.resolve("dictionary.npy"));
        assertEquals(20, atoms.numRows);
        for (int k = 0; k < atoms.numRows; k++) {
            double norm = 0;
            for (int d = 0; d < atoms.numCols; d++) {
                norm += atoms.get(k, d) * atoms.get(k, d);
            }
            assertEquals(1, norm, 1e-5);
        }
        assertEquals(JSON.readTree(spoken.out()),
                JSON.readTree(out.resolve("metrics.json").toFile()));
        List<String> history = Files.readAllLines(out.resolve("history.csv"));
        assertEquals(3, history.size());
        assertTrue(history.get(1).matches("1,0\\.[1-9]0*,,\\d+\\.\\d{6},[^,]+,\\d+"),
                history.get(1) + ": online has no rate");
    }

    @Test
    void theFilesOfARunAreTheSameFromWhateverFolder() throws Exception {
        Path train = patches(40, 16, "train.npy");
        Path out = home.resolve("lca");
        Path relative = Path.of("").toAbsolutePath().relativize(train.toAbsolutePath());
        Spoken spoken = Spoken.run("learn", "--method", "lca", "--train", relative, "--out", out,
                "--atoms", 8, "--epochs", 1,
                "--batches", 1, "--batch", 10);
        assertEquals(0, spoken.status(), spoken.err());
        JsonNode settings = JSON.readTree(out.resolve("config.json").toFile()).path("settings");
        assertEquals(train.toAbsolutePath().toString(), settings.path("train").asText());
        assertTrue(settings.path("validation").isNull());
        Path images = patches(20, 64, "images.npy");
        Path prepared = home.resolve("prepared");
        spoken = Spoken.run("prepare",
                "npy:" + Path.of("").toAbsolutePath().relativize(images.toAbsolutePath()),
                "--out", prepared, "--pipeline", "patches(8, stride=8) | split(random)");
        assertEquals(0, spoken.status(), spoken.err());
        settings = JSON.readTree(prepared.resolve("config.json").toFile()).path("settings");
        assertEquals("npy:" + images.toAbsolutePath(), settings.path("data").asText());
    }

    @Test
    void patchesThatAreNotSquareKeepTheirShapeThroughEveryStep() throws Exception {
        Path images = home.resolve("stack.npy");
        byte[] flat = Files.readAllBytes(patches(500, 60, "flat.npy"));
        byte[] stack = new String(flat, StandardCharsets.ISO_8859_1)
                .replace("(500, 60), }   ", "(500, 6, 10), }")
                .getBytes(StandardCharsets.ISO_8859_1);
        Files.write(images, stack);
        Path prepared = home.resolve("prepared");
        Spoken spoken = Spoken.run("prepare", "npy:" + images, "--out", prepared);
        assertEquals(0, spoken.status(), spoken.err());
        assertEquals("parsimony: npy:" + images + ": read as 500 patches of 6×10, in order (@nhw)",
                spoken.err().strip());
        FMatrixRMaj train = Npy.read(prepared.resolve("train.npy"));
        FMatrixRMaj validation = Npy.read(prepared.resolve("validation.npy"));
        assertEquals(60, train.numCols);
        assertEquals(500, train.numRows + validation.numRows);
        assertEquals(Npy.read(home.resolve("flat.npy")).get(0, 59), train.get(0, 59),
                "nothing is lost");
        Path pvae = home.resolve("pvae");
        Path gap = home.resolve("gap");
        String said = " patches of 6×10" + System.lineSeparator();
        for (Object[] command : new Object[][] {
            {"learn", "--method", "lca", "--train", prepared.resolve("train.npy"), "--out",
                home.resolve("lca"), "--atoms", 8,
                "--epochs", 1, "--batches", 1, "--batch", 10},
            {"train", "--model", "poisson", "--train", prepared.resolve("train.npy"),
                "--validation",
                prepared.resolve("validation.npy"), "--out", pvae, "--latents", 12, "--iterations",
                20, "--batch", 20},
            {"infer", "--method", "lasso", "--dictionary", pvae.resolve("dictionary.npy"),
                "--patches",
                prepared.resolve("validation.npy"), "--lambda", 1, "--out", home.resolve("codes")},
            {"gap", pvae, "--measured", 10, "--out", gap},
        }) {
            spoken = Spoken.run(command);
            assertEquals(0, spoken.status(), spoken.err());
            assertTrue(spoken.err().endsWith(said), spoken.err());
        }
        for (String result : new String[] {"lca", "pvae", "codes", "gap"}) {
            assertEquals("6x10", JSON.readTree(home.resolve(result).resolve("config.json").toFile())
                    .at("/settings/shape").asText());
            Path figures = home.resolve(result).resolve("anew");
            spoken = Spoken.run("plot", home.resolve(result), "--out", figures);
            assertEquals(0, spoken.status(), spoken.err());
            assertTrue(spoken.out().contains("dictionary")
                    && Files.exists(figures.resolve("gabor.csv")), spoken.out());
        }
        Path experiment = Files.writeString(home.resolve("e.yaml"), """
                data: {images: 'npy:%s@nhw', patch: 6x5}
                atoms: 8
                learning: {epochs: 1, batches: 2, batch: 20}
                dictionaries: [{method: lca}]
                measure: {patches: 20, lambdas: [.5]}
                """.formatted(images));
        Path compared = home.resolve("compared");
        spoken = Spoken.run("compare", experiment, "--out", compared);
        assertEquals(0, spoken.status(), spoken.err());
        assertTrue(spoken.err().contains("read as 500 patches of 6×10"), spoken.err());
        assertEquals(30, Npy.read(compared.resolve("dictionary_lca.npy")).numCols);
        assertEquals("6x5", JSON.readTree(compared.resolve("config.json").toFile())
                .at("/settings/shape").asText());
        assertTrue(Files.exists(compared.resolve("figures/dictionary_lca.png")));
        assertTrue(Files.exists(pvae.resolve("figures/emergence.png"))
                && Files.exists(gap.resolve("figures/worst_patches.png")));
    }

    @Test
    void aShapeThatPatchesDoNotHaveIsRefused() throws Exception {
        Path train = patches(40, 60, "train.npy");
        Spoken spoken = Spoken.run("learn", "--method", "lca", "--train", train, "--shape", "6x11",
                "--out", home.resolve("lca"));
        assertEquals(2, spoken.status(), spoken.err());
        assertEquals(
                "parsimony: --shape 6x11: is 66 pixels, but a patch or atom has 60, such as 6x10",
                spoken.err().strip());
        assertFalse(Files.exists(home.resolve("lca")));
    }

    /** Convolutions see height, width and colours; the decoder stays a dictionary. */
    @Test
    void aConvolutionalEncoderIsTrainedOnColouredPatchesAndHasAGap() throws Exception {
        Path colours = patches(120, 8 * 8 * 3, "colours.npy");
        Path out = home.resolve("colours");
        Spoken spoken = Spoken.run("train", "--model", "poisson", "--encoder", "conv+b",
                "--channels", 3, "--latents", 6, "--iterations", 2, "--batch", 20,
                "--train", colours, "--validation", colours, "--out", out);
        assertEquals(0, spoken.status(), spoken.err());
        JsonNode image = JSON.readTree(out.resolve("config.json").toFile())
                .at("/settings/architecture/image");
        assertEquals(List.of(8, 8, 3), List.of(image.path("height").asInt(),
                image.path("width").asInt(), image.path("channels").asInt()));
        assertEquals(6, Npy.read(out.resolve("dictionary.npy")).numRows);
        assertEquals(0, Spoken.run("gap", out, "--measured", 5, "--out", home.resolve("gap"))
                .status());

        Spoken refused = Spoken.run("train", "--model", "poisson", "--channels", 5, "--train",
                colours, "--validation", colours, "--out", home.resolve("five"));
        assertEquals(2, refused.status(), refused.err());
        assertEquals("parsimony: --channels: 5; must divide the 192 numbers of a patch",
                refused.err().strip());
    }

    @Test
    void codesToStartFromMustBeThoseOfThePatches() throws Exception {
        Path dictionary = patches(30, 36, "dictionary.npy");
        Path patches = patches(50, 36, "patches.npy");
        Path start = patches(51, 30, "start.npy");
        Spoken spoken = Spoken.run("infer", "--method", "ista", "--dictionary", dictionary,
                "--patches", patches, "--lambda", 2,
                "--start", start, "--out", home.resolve("codes"));
        assertEquals(2, spoken.status(), spoken.err());
        assertTrue(spoken.err().contains("is 51×30; must have 50 rows"), spoken.err());
    }

    @Test
    void aTrainingThatDivergesSaysWhereAndEndsWithOne() throws Exception {
        Path train = patches(100, 16, "train.npy");
        Spoken spoken = Spoken.run("train", "--model", "poisson", "--train", train, "--validation",
                train, "--out",
                home.resolve("pvae"), "--latents", 4, "--iterations", 20, "--batch", 10, "--lr",
                1e30);
        assertEquals(1, spoken.status(), spoken.err());
        assertTrue(spoken.err().contains("diverged") && spoken.err().contains("iteration"),
                spoken.err());
    }

    @Test
    void lcaAndIstaFindCodesOfTheSameObjective() throws Exception {
        Path dictionary = patches(30, 36, "dictionary.npy");
        Npy.write(dictionary, new Dictionary(Npy.read(dictionary)).normalized().atoms());
        Path patches = patches(50, 36, "patches.npy");
        double lca = objective("lca", dictionary, patches, "--iterations", 5000);
        double ista = objective("ista", dictionary, patches, "--iterations", 5000);
        assertEquals(ista, lca, 1e-4 * ista);
        double signed = objective("ista", dictionary, patches, "--signed");
        assertTrue(signed < ista, "codes of either sign cannot do worse, and here do better");
    }

    @Test
    void whatInferSaysFollowsFromTheFilesItWrites() throws Exception {
        Path dictionary = patches(30, 36, "dictionary.npy");
        Path patches = patches(50, 36, "patches.npy");
        Path out = home.resolve("codes");
        Spoken spoken = Spoken.run("infer", "--method", "ista", "--dictionary", dictionary,
                "--patches", patches, "--lambda", 2,
                "--out", out, "--json");
        assertEquals(0, spoken.status(), spoken.err());
        JsonNode metrics = JSON.readTree(spoken.out());
        assertEquals(Set.of("objective", "gap", "mse", "r2", "r2_pooled", "r2_median", "lifetime",
                "population", "portion_zeros", "l1", "seconds",
                "patches_per_second"), names(metrics));
        FMatrixRMaj x = Npy.read(patches);
        FMatrixRMaj a = Npy.read(out.resolve("codes.npy"));
        FMatrixRMaj reconstruction = new Dictionary(Npy.read(dictionary)).decode(a);
        double mse = 0;
        double l1 = 0;
        for (int i = 0; i < x.getNumElements(); i++) {
            mse += Math.pow(x.data[i] - reconstruction.data[i], 2) / x.numRows;
        }
        for (int i = 0; i < a.getNumElements(); i++) {
            l1 += Math.abs(a.data[i]) / x.numRows;
        }
        assertEquals(mse, metrics.get("mse").asDouble(), 1e-4 * mse);
        assertEquals(l1, metrics.get("l1").asDouble(), 1e-4 * l1);
        assertEquals(mse / 2 + 2 * l1, metrics.get("objective").asDouble(), 1e-4 * mse);
    }

    @Test
    void aPoissonVaeLeavesItsArraysItsCheckpointAndEveryMetric() throws Exception {
        Path train = patches(400, 16, "train.npy");
        Path validation = patches(100, 16, "validation.npy");
        Path out = home.resolve("pvae");
        Spoken spoken = Spoken.run("train", "--model", "poisson", "--estimator", "exact", "--train",
                train, "--validation",
                validation, "--out", out, "--latents", 24, "--iterations", 30, "--batch", 100,
                "--json");
        assertEquals(0, spoken.status(), spoken.err());
        assertEquals(
                Set.of("nelbo", "mse", "kl", "mse_map", "r2", "r2_pooled", "r2_median", "lifetime",
                        "population", "portion_zeros", "active", "active_threshold",
                        "active_gap", "mean_activity", "bits_per_spike", "kl_rate_slope",
                        "kl_rate_slope_error", "kl_rate_units", "parameters", "iterations",
                        "seconds"),
                names(JSON.readTree(spoken.out())));
        assertEquals(24, Npy.read(out.resolve("dictionary.npy")).numRows);
        assertEquals(16, Npy.read(out.resolve("dictionary.npy")).numCols);
        assertEquals(24, Npy.readVector(out.resolve("prior_log_rate.npy")).length);
        assertEquals(24, Npy.read(out.resolve("encoder.npy")).numRows);
        assertTrue(Files.isDirectory(out.resolve("checkpoint")));
    }

    @Test
    void theWholeComparisonRunsFromNothingAndReportsTheGap() throws Exception {
        Path out = home.resolve("comparison");
        Spoken spoken = Spoken.run("compare", "--out", out, "--patch", 8, "--count", 3000,
                "--atoms", 64, "--epochs", 1,
                "--iterations", 800, "--beta", .1, "--measured", 100);
        assertEquals(0, spoken.status(), spoken.err());
        assertTrue(spoken.out().contains("the exact lasso on the same dictionary leaves"),
                spoken.out());
        for (String file : new String[] {"config.json", "metrics.json", "curve.csv", "report.html",
            "dictionary_lca.npy",
            "dictionary_ista.npy", "dictionary_poisson.npy", "figures/plane.png",
            "figures/plane.svg", "figures/plane.pdf",
            "figures/dictionary_lca.png", "figures/dictionary_ista.svg",
            "figures/dictionary_poisson.pdf"}) {
            assertTrue(Files.size(out.resolve(file)) > 0, file);
        }
        String report = Files.readString(out.resolve("report.html"));
        assertFalse(report.matches("(?s).*(src|href)=\"(https?:)?//.*"),
                "the report fetches nothing");
        assertFalse(Files.readString(out.resolve("metrics.json")).contains("NaN"));
        JsonNode gap = JSON.readTree(out.resolve("metrics.json").toFile()).get("gap");
        assertTrue(gap.get("delta_mse").asDouble() > 0,
                "iterative inference must do better than one shot: " + gap);
    }

    private double objective(String method, Path dictionary, Path patches, Object... more)
            throws Exception {
        Object[] first = {"infer", "--method", method, "--dictionary", dictionary, "--patches",
            patches, "--lambda", .4, "--out",
            home.resolve("codes"), "--force", "--json"};
        Object[] all = Stream.of(first, more).flatMap(Arrays::stream).toArray();
        Spoken spoken = Spoken.run(all);
        assertEquals(0, spoken.status(), spoken.err());
        return JSON.readTree(spoken.out()).get("objective").asDouble();
    }

    private Path patches(int n, int pixels, String name) throws Exception {
        SplittableRandom random = new SplittableRandom(n + pixels);
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

    private static Set<String> names(JsonNode object) {
        Set<String> names = new TreeSet<>();
        for (Iterator<String> i = object.fieldNames(); i.hasNext();) {
            names.add(i.next());
        }
        return names;
    }
}
