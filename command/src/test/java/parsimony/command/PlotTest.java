package parsimony.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import parsimony.data.Npy;
import parsimony.sparsecoding.Dictionary;

/** Figures from the files that each command leaves. */
class PlotTest {
    private static final String DRAWABLE =
            "plot draws what learn, train, infer, gap, gradients, compare or table wrote";

    @TempDir
    private Path home;
    private Path run;

    @BeforeEach
    void makeAFolder() throws Exception {
        run = Files.createDirectory(home.resolve("run"));
    }

    @Test
    void aVaeIsDrawnByPriorAndByKlWithItsDeadUnitsStruckOut() throws Exception {
        Npy.write(run.resolve("dictionary.npy"), matrix(3, 64));
        Npy.write(run.resolve("prior_log_rate.npy"), new float[] {-2, -1, -3});
        Npy.write(run.resolve("kl_per_unit.npy"), new float[] {.009f, .5f, .02f});
        Files.createDirectory(run.resolve("snapshots"));
        Npy.write(run.resolve("snapshots/00000001.npy"), matrix(3, 64));
        plot(run);
        Path figures = run.resolve("figures");
        assertEquals(Set.of("dictionary_by_prior", "dictionary_by_kl", "kl_histogram",
                "active_units", "gabor", "emergence"), names(figures));
        String byKl = Files.readString(figures.resolve("dictionary_by_kl.svg"));
        assertTrue(byKl.contains("3 atoms, highest KL first; 1 dead (KL below 0.01), struck out"));
        assertEquals(4, Files.readAllLines(figures.resolve("gabor.csv")).size());
    }

    @Test
    void aDamagedConfigIsOneLineAboutIt() throws Exception {
        Npy.write(run.resolve("dictionary.npy"), matrix(3, 64));
        Files.writeString(run.resolve("config.json"), "{\"settings\": {");
        Spoken said = Spoken.run("plot", run);
        assertEquals(2, said.status(), said.err());
        assertTrue(said.err().startsWith(
                "parsimony: " + run.resolve("config.json") + ": is damaged ("), said.err());
    }

    @Test
    void nobodyIsToldToDeleteAFolderThatIsNoResult() {
        Spoken said = Spoken.run("compare", "--again", run);
        assertEquals(2, said.status());
        assertEquals("parsimony: " + run.resolve("config.json")
                + ": cannot be read; name a folder that Parsimony has written to"
                + " the end", said.err().strip());
    }

    @Test
    void aFullDiskIsNotOurFaultAndNamed() throws Exception {
        assumeTrue(Files.isWritable(Path.of("/dev/full")),
                "only Linux has a disk that is always full");
        Npy.write(run.resolve("dictionary.npy"), matrix(3, 64));
        Path slides = Files.createDirectory(home.resolve("slides"));
        Files.createSymbolicLink(slides.resolve("gabor.csv"), Path.of("/dev/full"));
        Spoken said = Spoken.run("plot", run, "--out", slides);
        assertEquals(2, said.status(), said.err());
        assertEquals("parsimony: --out " + slides
                + ": cannot be written (No space left on device); make room, or name a folder"
                + " where there is some", said.err().strip());
    }

    @Test
    void aGaussianVaeHasTheThresholdOfItsOwnKind() throws Exception {
        Npy.write(run.resolve("dictionary.npy"), matrix(3, 64));
        Npy.write(run.resolve("kl_per_unit.npy"), new float[] {.009f, .5f, .02f});
        Files.writeString(run.resolve("config.json"),
                "{\"settings\": {\"architecture\": {\"latent\": \"GAUSSIAN\"}}}");
        plot(run);
        assertTrue(
                Files.readString(run.resolve("figures/dictionary_by_kl.svg")).contains("2 dead"));
    }

    @Test
    void aLearnedDictionaryIsDrawnWithItsObjectiveAndTheSameBytesAgain() throws Exception {
        Npy.write(run.resolve("dictionary.npy"), matrix(5, 64));
        Files.writeString(run.resolve("history.csv"),
                "epoch,lambda,rate,objective,change,reseeded\n1,.1,.05,9.5,1,0\n2,.1,.04,8.5,.5,1\n");
        Path once = home.resolve("once");
        Path again = home.resolve("again");
        JsonNode said = new ObjectMapper().readTree(plot(run, "--out", once, "--json").out());
        plot(run, "--out", again);
        assertEquals(Set.of("dictionary", "gabor", "objective"), names(once));
        assertEquals(names(once), names(again));
        try (Stream<Path> files = Files.list(once)) {
            for (Path file : files.toList()) {
                assertEquals(-1, Files.mismatch(file, again.resolve(file.getFileName())),
                        file.toString());
            }
        }
        assertEquals(4, said.get("drawn").size());
        assertEquals(5, said.get("gabor").get("dictionary").get("atoms").asInt());
        assertFalse(said.toString().contains("NaN"));
    }

    @Test
    void codesSayHowOftenEachAtomIsUsedAndATraceHowTheyConverged() throws Exception {
        Path dictionary = home.resolve("D.npy");
        Npy.write(dictionary, matrix(4, 64));
        Npy.write(run.resolve("codes.npy"), new FMatrixRMaj(2, 4, true, 0, 1, 0, 3, 0, 2, 0, 0));
        Files.writeString(run.resolve("config.json"),
                "{\"settings\": {\"dictionary\": \"" + dictionary + "\"}}");
        Files.writeString(run.resolve("convergence.csv"),
                "iteration,seconds,energy,mse,sparsity\n1,.1,9,18,1\n2,.2,8,16,.5\n");
        plot(run);
        Path figures = run.resolve("figures");
        assertEquals(
                Set.of("dictionary_by_usage", "gabor", "nonzeros", "convergence"),
                names(figures));
        assertTrue(Files.readString(figures.resolve("dictionary_by_usage.svg"))
                .contains("most used first; 2 dead (used in no code)"));
    }

    @Test
    void anInferenceIsDrawnByItsNonzerosItsErrorsAndItsReconstructions() throws Exception {
        Path learned = infer("lca", "--lambda", ".05");
        plot(run);
        assertEquals(
                Set.of("dictionary_by_usage", "gabor", "nonzeros", "error_by_nonzeros",
                        "reconstructions"),
                names(run.resolve("figures")));
        double nonzeros = portionOfNonzeros() * Npy.read(learned).numRows;
        String mean = String.format(Locale.ROOT, "mean %.1f", nonzeros);
        assertTrue(Files.readString(run.resolve("figures/nonzeros.svg")).contains(mean), mean);
        assertTrue(Files.readString(run.resolve("figures/reconstructions.svg")).contains("error"));
        plot(run, "--out", home.resolve("again"));
        for (String name : names(run.resolve("figures"))) {
            assertEquals(-1, Files.mismatch(run.resolve("figures/" + name + ".svg"),
                    home.resolve("again/" + name + ".svg")));
        }
    }

    @Test
    void ratesThatAreNeverZeroAreDrawnByTheirSum() throws Exception {
        Path prior = home.resolve("prior.npy");
        Npy.write(prior, new float[] {-1, -1, -1, -1, -1});
        infer("poisson", "--prior", prior);
        plot(run);
        assertEquals(
                Set.of("dictionary_by_usage", "gabor", "activity", "error_by_activity",
                        "reconstructions"),
                names(run.resolve("figures")));
    }

    @Test
    void whatAnInferenceWasMadeFromMayBeGone() throws Exception {
        Path learned = infer("lca", "--lambda", ".05");
        Files.move(home.resolve("X.npy"), home.resolve("elsewhere.npy"));
        Spoken said = plot(run);
        assertEquals("parsimony: " + home.resolve("X.npy") + ": is missing, the patches of " + run
                + "; left out are their errors and reconstructions", said.err().strip());
        assertEquals(Set.of("dictionary_by_usage", "gabor", "nonzeros"),
                names(run.resolve("figures")));
        Files.delete(learned);
        said = plot(run, "--out", home.resolve("less"), "--json");
        assertTrue(
                said.err().startsWith(
                        "parsimony: " + learned + ": is missing, the dictionary of " + run),
                said.err());
        assertEquals(1, said.err().lines().count());
        assertEquals(Set.of("nonzeros"), names(home.resolve("less")));
        assertEquals(1, new ObjectMapper().readTree(said.out()).get("left_out").size());
    }

    @Test
    void patchesThatAreOthersNowAreRefused() throws Exception {
        infer("lca", "--lambda", ".05");
        Npy.write(home.resolve("X.npy"), matrix(7, 64));
        assertRefused("X.npy: is 7×64, but " + run.resolve("codes.npy")
                + " is of 60 patches of 64 pixels", run);
    }

    @Test
    void ofAnyOtherFolderItIsSaidWhatCanBeDrawn() throws Exception {
        Path patches = home.resolve("patches");
        assertEquals(0,
                Spoken.run("prepare", "bars", "--patch", "8", "--count", "1e3", "--out", patches)
                        .status());
        assertRefused(patches + ": holds nothing to draw but patches, made by prepare; " + DRAWABLE,
                patches);
        Path table = Files.createDirectories(home.resolve("table/figures")).getParent();
        Files.writeString(table.resolve("config.json"), "{\"settings\": {\"table\": \"nelbo\"}}");
        Files.writeString(table.resolve("metrics.json"), "{}");
        assertRefused(table + ": holds nothing to draw but a table, whose figures are in "
                + table.resolve("figures") + "; "
                + DRAWABLE, table);
        assertRefused(
                home + ": holds nothing to draw, but folders of results; name one of them, as in "
                        + patches + "; "
                        + DRAWABLE,
                home);
        Files.writeString(run.resolve("config.json"), "{\"settings\": {\"train\": \"X.npy\"}}");
        assertRefused(run
                + ": holds nothing to draw, as it was stopped before its end; go on with it by"
                + " --resume, and plot it then; " + DRAWABLE, run);
        assertRefused(
                run.resolve("config.json") + ": is a file, and no folder; " + DRAWABLE
                        + "; did you mean " + run + "?",
                run.resolve("config.json"));
    }

    /**
     * Codes in the run's folder, of 60 patches under 5 atoms of 8×8 pixels; the dictionary's file
     * comes back.
     */
    private Path infer(String method, Object... options) throws Exception {
        Path dictionary = home.resolve("D.npy");
        Path patches = home.resolve("X.npy");
        Npy.write(dictionary, new Dictionary(matrix(5, 64)).normalized().atoms());
        Npy.write(patches, matrix(60, 64));
        Files.delete(run);
        Spoken said = Spoken.run(Stream.concat(
                Stream.of("infer", "--method", method, "--dictionary", dictionary, "--patches",
                        patches, "--out", run),
                Stream.of(options)).toArray());
        assertEquals(0, said.status(), said.err());
        return dictionary;
    }

    private double portionOfNonzeros() throws IOException {
        return 1 - new ObjectMapper().readTree(run.resolve("metrics.json").toFile())
                .get("portion_zeros").asDouble();
    }

    @Test
    void theDictionariesOfAComparisonAreDrawnByNameAndFitted() throws Exception {
        Npy.write(run.resolve("dictionary_lca.npy"), matrix(5, 64));
        Npy.write(run.resolve("dictionary_poisson.npy"), matrix(4, 64));
        plot(run);
        assertEquals(Set.of("dictionary_lca", "dictionary_poisson", "gabor_lca", "gabor_poisson"),
                names(run.resolve("figures")));
        assertTrue(Files.readString(run.resolve("figures/dictionary_lca.svg"))
                .contains("LCA dictionary, 5 atoms"));
        assertRefused("--order: ", run, "--order", "kl");
    }

    @Test
    void theShapeOfAtomsIsThatOfTheRunOrTheOption() throws Exception {
        Npy.write(run.resolve("dictionary.npy"), matrix(3, 60));
        assertRefused("--shape, such as 6x10, says it", run);
        assertRefused(
                "--order: " + run.resolve("dictionary.npy") + ": read as 3 atoms of 60 values", run,
                "--order", "none");
        assertRefused("--shape 6x11: is 66 pixels, but a patch or atom has 60", run, "--shape",
                "6x11");
        assertEquals("", plot(run, "--shape", "5x12").err());
        BufferedImage wide = ImageIO.read(run.resolve("figures/dictionary.png").toFile());
        Files.writeString(run.resolve("config.json"), "{\"settings\": {\"shape\": \"12x5\"}}");
        assertEquals("", plot(run).err());
        BufferedImage high = ImageIO.read(run.resolve("figures/dictionary.png").toFile());
        assertTrue(high.getHeight() / (double) high.getWidth()
                > 2 * wide.getHeight() / (double) wide.getWidth());
        assertTrue(Files.readAllLines(run.resolve("figures/gabor.csv")).size() == 4);
    }

    @Test
    void aSquareThatNothingSaysIsDrawnAndSaid() throws Exception {
        Npy.write(run.resolve("dictionary.npy"), matrix(3, 64));
        assertEquals("parsimony: " + run.resolve("dictionary.npy")
                + ": read as 3 atoms of 8×8, the square of their 64 pixels"
                + " (--shape says another)", plot(run).err().strip());
        // of principal components
        Files.writeString(run.resolve("config.json"), "{\"settings\": {\"shape\": null}}");
        assertRefused("their height and width are not known", run);
    }

    @Test
    void aPngWithoutABackgroundIsTransparent() throws Exception {
        Npy.write(run.resolve("dictionary.npy"), matrix(5, 64));
        plot(run, "--order", "none", "--alpha");
        assertTrue(
                ImageIO.read(run.resolve("figures/gabor.png").toFile()).getRGB(0, 0) >>> 24 == 0);
    }

    @Test
    void whatCannotBeDrawnIsSaidInOneLine() throws Exception {
        Npy.write(run.resolve("dictionary.npy"), matrix(3, 64));
        assertRefused(home.resolve("nowhere") + ": is no folder; " + DRAWABLE,
                home.resolve("nowhere"));
        assertRefused(run.resolve("dictionary.npy") + ": is a file, and no folder; " + DRAWABLE,
                run.resolve("dictionary.npy"));
        assertRefused("dictionary.npy: is there already, and is no folder", run, "--out",
                run.resolve("dictionary.npy"));
        assertRefused(": holds nothing to draw; " + DRAWABLE,
                Files.createDirectory(home.resolve("empty")));
        assertRefused("has no kl_per_unit.npy", run, "--order", "kl");
        Npy.write(run.resolve("kl_per_unit.npy"), new float[] {1, 2});
        assertRefused("has 2 values for 3 atoms", run);
        Files.delete(run.resolve("kl_per_unit.npy"));
        Files.writeString(run.resolve("history.csv"), "epoch,objective\n1,NaN\n");
        assertRefused("history.csv:2: is damaged, its objective \"NaN\" must be a finite number",
                run);
        Files.writeString(run.resolve("history.csv"),
                "epoch,objective\n1,-1e308\n2,1e308\n");
        assertRefused("history.csv:2: is damaged, its objective \"-1e308\" must be a finite number",
                run);
        Files.delete(run.resolve("history.csv"));
        Files.writeString(run.resolve("convergence.csv"), "iteration,mse\n1,2\n0,3\n");
        assertRefused("convergence.csv:3: is damaged, its iteration \"0\" must be a finite number"
                + " above 0", run);
    }

    private static void assertRefused(String reason, Path run, Object... options) {
        Spoken spoken =
                Spoken.run(Stream.concat(Stream.of("plot", run), Stream.of(options)).toArray());
        assertEquals(2, spoken.status(), spoken.err());
        assertTrue(spoken.err().contains(reason), spoken.err());
        assertEquals(1, spoken.err().lines().count(), spoken.err());
    }

    private static Spoken plot(Path run, Object... options) {
        Spoken spoken =
                Spoken.run(Stream.concat(Stream.of("plot", run), Stream.of(options)).toArray());
        assertEquals(0, spoken.status(), spoken.err());
        return spoken;
    }

    /** The figures in a folder, without their endings. */
    private static Set<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString().replaceAll("\\..*", ""))
                    .collect(Collectors.toSet());
        }
    }

    private static FMatrixRMaj matrix(int rows, int columns) {
        SplittableRandom random = new SplittableRandom(rows);
        FMatrixRMaj matrix = new FMatrixRMaj(rows, columns);
        for (int i = 0; i < matrix.getNumElements(); i++) {
            matrix.data[i] = (float) random.nextDouble() - .5f;
        }
        return matrix;
    }
}
