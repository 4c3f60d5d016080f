package parsimony.data.preprocess;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import parsimony.data.Npy;
import parsimony.data.PatchShape;
import parsimony.data.image.Image;
import parsimony.data.source.DeadLeaves;
import parsimony.data.source.ImageSource;
import parsimony.signals.InputException;
import parsimony.signals.Monitor;

class PreparationTest {
    private static final DeadLeaves LEAVES =
            new DeadLeaves(new DeadLeaves.Settings(12, 96, 1, 48), 3);
    private static final Pipeline SMALL = Pipeline.photographs().withCount(1000);

    @TempDir
    Path folder;

    private static Split prepare(ImageSource source, Pipeline pipeline) throws Exception {
        return Preparation.prepare(source, pipeline, false, Monitor.SILENT);
    }

    private static final class Warnings implements Monitor {
        final List<String> messages = new ArrayList<>();

        @Override
        public void phase(String name, long total, String unit) {}

        @Override
        public void at(long done, String note) {}

        @Override
        public void warn(String message) {
            messages.add(message);
        }
    }

    private static void photograph(Path file, int width, int height, int contrast)
            throws IOException {
        Files.createDirectories(file.getParent());
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Random random = new Random(5);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.setRGB(x, y, (100 + random.nextInt(contrast + 1)) * 0x10101);
            }
        }
        assertTrue(ImageIO.write(image, "png", file.toFile()));
    }

    @Test
    void photographsGiveTrainAndValidationPatchesOfUnitVariance() throws Exception {
        Split split = prepare(LEAVES, SMALL);
        assertEquals(800, split.train().size());
        assertEquals(200, split.validation().size());
        assertEquals(16, split.train().height());
        double energy = 0;
        for (float value : split.train().pixels().data) {
            energy += value * value;
        }
        assertEquals(256, energy / 800, 40);
    }

    @Test
    void theSameSeedGivesTheSameBitsAndAnotherOthers() throws Exception {
        float[] once = prepare(LEAVES, SMALL.withSeed(1)).train().pixels().data;
        assertArrayEquals(once, prepare(LEAVES, SMALL.withSeed(1)).train().pixels().data);
        assertNotEquals(once[0], prepare(LEAVES, SMALL.withSeed(2)).train().pixels().data[0]);
    }

    @Test
    void writesWhatItPreparesAndCleansUp() throws Exception {
        Preparation.Tally tally =
                Preparation.write(LEAVES, SMALL, true, folder.resolve("train.npy"),
                        folder.resolve("validation.npy"), Monitor.SILENT);
        assertEquals(new Preparation.Tally(12, 0, 800, 200, Optional.empty()), tally);
        assertArrayEquals(prepare(LEAVES, SMALL).validation().pixels().data,
                Npy.read(folder.resolve("validation.npy")).data);
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(2, files.count());
        }
    }

    @Test
    void datasetZScoreIsFittedOnTheTrainingPartOnly() throws Exception {
        Pipeline pipeline =
                new Pipeline(List.of(), new PatchSampling(new PatchShape(8, 8), null, 2000, 0, -1),
                        List.of(new DatasetZScore()),
                        new BlockSplit(3, 0.3));
        Split scored = prepare(LEAVES, pipeline);
        Split raw = prepare(LEAVES,
                new Pipeline(List.of(), pipeline.sampling(), List.of(), pipeline.splitting()));
        double mean = mean(raw.train().pixels(), 0);
        double deviation = Math.sqrt(mean(raw.train().pixels(), mean));
        FMatrixRMaj validation = raw.validation().pixels();
        for (int i = 0; i < validation.data.length; i++) {
            assertEquals((validation.data[i] - mean) / deviation,
                    scored.validation().pixels().data[i], 1e-5);
        }
        double energy = 0;
        for (float value : scored.train().pixels().data) {
            energy += value * value;
        }
        assertEquals(64, energy / scored.train().size(), 64e-5);
    }

    /** The mean if {@code about} is 0, else the variance about it. */
    private static double mean(FMatrixRMaj values, double about) {
        double sum = 0;
        for (float value : values.data) {
            sum += about == 0 ? value : (value - about) * (value - about);
        }
        return sum / values.data.length;
    }

    @Test
    void everyImageGivesItsShareAndAGridAllOfIt() throws Exception {
        PatchCutter random = new PatchCutter(LEAVES, SMALL.withCount(100), true, Monitor.SILENT);
        random.cutInto(folder.resolve("random.npy"));
        assertEquals(List.of(8, 8, 9, 8, 8, 9, 8, 8, 9, 8, 8, 9),
                random.runs().stream().map(Splitting.Run::count).toList());
        PatchCutter few = new PatchCutter(LEAVES, SMALL.withCount(3), true, Monitor.SILENT);
        few.cutInto(folder.resolve("few.npy"));
        assertEquals(List.of(3, 7, 11), few.runs().stream().map(Splitting.Run::image).toList(),
                "spread over all of them");

        Pipeline grid = new Pipeline(List.of(),
                new PatchSampling(new PatchShape(16, 16), new PatchShape(20, 20), 0, 0, -1),
                List.of(), new BlockSplit(1, 0.2));
        PatchCutter cutter = new PatchCutter(LEAVES, grid, true, Monitor.SILENT);
        cutter.cutInto(folder.resolve("grid.npy"));
        assertEquals(12 * 5 * 5, cutter.patches());
        float[] pixels = LEAVES.read(0).pixels();
        FMatrixRMaj patches = Npy.read(folder.resolve("grid.npy"));
        // second row, third column of the grid
        assertEquals(pixels[(20 + 3) * 96 + 40 + 5], patches.get(7, 3 * 16 + 5));
    }

    /**
     * Three patches side by side: a constant one, and two chequered ones with standard deviations
     * of 10/255 and 1/2.
     */
    @Test
    void patchesThatAreFlatterThanAskedForArePassedOver() throws Exception {
        BufferedImage image = new BufferedImage(24, 8, BufferedImage.TYPE_BYTE_GRAY);
        for (int y = 0; y < 8; y++) {
            for (int x = 0; x < 24; x++) {
                boolean white = (x + y) % 2 == 0;
                image.getRaster().setSample(x, y, 0,
                        x < 8 ? 128 : x < 16 ? white ? 138 : 118 : white ? 255 : 0);
            }
        }
        ImageIO.write(image, "png", folder.resolve("three.png").toFile());
        assertEquals(3, patchesAbove(-1));
        assertEquals(2, patchesAbove(0));
        assertEquals(2, patchesAbove(9.9 / 255));
        assertEquals(1, patchesAbove(10.1 / 255));
        assertTrue(assertThrows(InputException.class, () -> patchesAbove(0.6)).getMessage()
                .contains("every patch is flat"));
    }

    private int patchesAbove(double flat) throws Exception {
        PatchShape shape = new PatchShape(8, 8);
        Pipeline pipeline =
                new Pipeline(List.of(), new PatchSampling(shape, shape, 0, 0, flat), List.of(),
                        new BlockSplit(1, 0.2));
        PatchCutter cutter = new PatchCutter(ImageSource.open(folder.toString(), 0), pipeline, true,
                Monitor.SILENT);
        cutter.cutInto(folder.resolve("patches.npy"));
        return cutter.patches();
    }

    @Test
    void unusableImagesArePassedOverWithAWarning() throws Exception {
        photograph(folder.resolve("a/good.png"), 64, 48, 50);
        photograph(folder.resolve("a/small.png"), 20, 20, 50);
        photograph(folder.resolve("b/constant.png"), 64, 64, 0);
        Files.writeString(folder.resolve("b/text.jpg"), "this is not a photograph");
        Files.createFile(folder.resolve("b/zero.png"));
        Files.createSymbolicLink(folder.resolve("b/up"), folder);
        Warnings warnings = new Warnings();
        ImageSource source = ImageSource.open(folder.toString(), 0);
        assertEquals(5, source.size());
        Split split = Preparation.prepare(source, SMALL, false, warnings);
        assertEquals(800, split.train().size());
        assertEquals(4, warnings.messages.size());
        assertTrue(warnings.messages.get(0).contains("small.png: has 20×20 pixels; a patch of 16×16"
                + " after cropping 4 from each side needs at least 24×24; skipped"));
        assertTrue(warnings.messages.get(1).contains("constant.png: is constant"));
        assertTrue(warnings.messages.get(2).contains("text.jpg: is not an image"));
        assertTrue(warnings.messages.get(3).contains("zero.png: is not an image"));
        assertTrue(assertThrows(InputException.class,
                () -> Preparation.prepare(source, SMALL, true, Monitor.SILENT))
                .getMessage().contains("small.png"));
    }

    @Test
    void ofTheOnlyImageTheErrorAloneSaysWhatIsWrong() throws Exception {
        Path text = Files.writeString(folder.resolve("text.png"), "this is not a photograph");
        Warnings warnings = new Warnings();
        ImageSource source = ImageSource.open(text.toString(), 0);
        assertTrue(assertThrows(InputException.class,
                () -> Preparation.prepare(source, SMALL, false, warnings))
                .getMessage().contains("text.png: is not an image"));
        assertEquals(List.of(), warnings.messages);
    }

    @Test
    void aFolderWithNothingOfUseIsAnErrorOfOneLine() throws Exception {
        assertTrue(assertThrows(InputException.class, () -> ImageSource.open(folder.toString(), 0))
                .getMessage().contains("holds no image"));
        assertTrue(assertThrows(InputException.class, () -> ImageSource.open("no-such-thing", 0))
                .getMessage().contains("no such folder or dataset"));
        photograph(folder.resolve("constant.png"), 64, 64, 0);
        assertTrue(assertThrows(InputException.class,
                () -> prepare(ImageSource.open(folder.toString(), 0), SMALL))
                .getMessage().contains("constant.png: is constant"));
    }

    @Test
    void stopsWhenInterruptedOrToldToAndLeavesNothing() throws Exception {
        Path train = folder.resolve("train.npy");
        Thread.currentThread().interrupt();
        assertThrows(CancellationException.class,
                () -> Preparation.write(LEAVES, SMALL, false, train,
                        folder.resolve("validation.npy"), Monitor.SILENT));
        Monitor stop = new Monitor() {
            @Override
            public void phase(String name, long total, String unit) {}

            @Override
            public void at(long done, String note) {
                throw new CancellationException();
            }

            @Override
            public void warn(String message) {}
        };
        assertThrows(CancellationException.class,
                () -> Preparation.write(LEAVES, SMALL, false, train,
                        folder.resolve("validation.npy"), stop));
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(List.of(), files.toList());
        }
    }

    /** A message names the least number. The test tries that number, and it is enough. */
    @ParameterizedTest
    @CsvSource({"split(blocks), 1", "split(blocks), 2", "split(blocks), 100", "split(blocks), 101",
        "split(blocks), 200",
        "'split(blocks, blocks=10, validation=0.01)', 60",
        "'split(blocks, blocks=3, validation=0.99)', 7",
        "'split(random, validation=0.2)', 2", "'split(random, validation=0.001)', 200",
        "'split(random, validation=0.999)', 3"})
    void tooFewPatchesForASplitAreRefusedWithTheLeastCountThatIsEnough(String split, int count)
            throws Exception {
        Pipeline pipeline = Pipeline.parse("patches(8) | " + split).withCount(count);
        String said =
                assertThrows(InputException.class, () -> prepare(LEAVES, pipeline)).getMessage();
        Matcher least = Pattern.compile("; at least (\\d+) patches are needed").matcher(said);
        assertTrue(least.find() && said.contains(" of " + count + " patches leaves none"), said);
        int enough = Integer.parseInt(least.group(1));
        assertTrue(enough > count, said);
        assertThrows(InputException.class, () -> prepare(LEAVES, pipeline.withCount(enough - 1)),
                "it is the least");
        Split parts = prepare(LEAVES, pipeline.withCount(enough));
        assertEquals(enough, parts.train().size() + parts.validation().size());
    }

    @Test
    void tooFewImagesForASplitAreRefusedWithTheirNumberAndTheLeastThatIsEnough() throws Exception {
        Pipeline pipeline = Pipeline.parse("patches(8) | split(images)").withCount(40);
        DeadLeaves.Settings two = new DeadLeaves.Settings(2, 32, 1, 16);
        String said =
                assertThrows(InputException.class, () -> prepare(new DeadLeaves(two, 1), pipeline))
                        .getMessage();
        assertTrue(said.contains(
                "leaves none for validation; they come from 2 images, and at least 3 are needed"),
                said);
        assertEquals(40,
                sizes(prepare(new DeadLeaves(new DeadLeaves.Settings(3, 32, 1, 16), 1), pipeline)));
        said = assertThrows(InputException.class,
                () -> prepare(LEAVES, Pipeline.parse("patches(8) | split(own)"))).getMessage();
        assertTrue(
                said.contains(
                        "at least one image that the dataset sets aside for testing is needed"),
                said);
    }

    private static int sizes(Split split) {
        return split.train().size() + split.validation().size();
    }

    @Test
    void anImageThatIsTooSmallIsRefusedWithTheLeastSizeThatIsEnough() throws Exception {
        photograph(folder.resolve("23.png"), 30, 23, 50);
        Pipeline pipeline = SMALL.withCount(10).withPatch(new PatchShape(16, 16));
        ImageSource source = ImageSource.open(folder.toString(), 0);
        String said =
                assertThrows(InputException.class, () -> prepare(source, pipeline)).getMessage();
        assertTrue(said.endsWith(
                "23.png: has 23×30 pixels; a patch of 16×16 after cropping 4 from each side needs"
                        + " at least 24×24"),
                said);
        Files.delete(folder.resolve("23.png"));
        photograph(folder.resolve("24.png"), 24, 24, 50);
        Warnings warnings = new Warnings();
        assertEquals(10, sizes(Preparation.prepare(ImageSource.open(folder.toString(), 0), pipeline,
                true, warnings)));
        assertTrue(
                warnings.messages.get(0)
                        .contains("10 patches were cut from 1 different places only"),
                warnings.messages.get(0));
    }

    @Test
    void aCountIsKnownToBeTooSmallForABatchBeforeAnyImageIsRead() {
        String said = assertThrows(IllegalArgumentException.class,
                () -> SMALL.withCount(200).requireTraining(250)).getMessage();
        assertEquals(
                "count: 200; leaves 200 patches to learn from and 0 for validation; at least 263"
                        + " are needed for batches of 250",
                said);
        SMALL.withCount(263).requireTraining(250);
        assertEquals(OptionalInt.of(80_000), Pipeline.photographs().training());
        assertEquals(OptionalInt.empty(), Pipeline.parse("mnist").training());
        assertEquals(OptionalInt.empty(), Pipeline.parse("cifar16").training());
        assertThrows(IllegalArgumentException.class,
                () -> SMALL.withCount(262).requireTraining(250));
        assertThrows(IllegalArgumentException.class,
                () -> SMALL.withCount(300).requireTraining(250), "blocks of 3 keep one each");
        Pipeline.parse("patches(8) | split(images)").withCount(1).requireTraining(250); // who knows
    }

    @Test
    void whatASourceHasToSayIsToldOnce() throws Exception {
        Warnings warnings = new Warnings();
        List<String> remarks = IntStream.range(0, 12).mapToObj(i -> "file " + i).toList();
        Preparation.prepare(new ImageSource() {
            @Override
            public String origin() {
                return "here";
            }

            @Override
            public int size() {
                return LEAVES.size();
            }

            @Override
            public Image read(int index) {
                return LEAVES.read(index);
            }

            @Override
            public List<String> remarks() {
                return remarks;
            }
        }, SMALL, false, warnings);
        assertEquals(11, warnings.messages.size());
        assertEquals(remarks.subList(0, 10), warnings.messages.subList(0, 10));
        assertEquals("here: 2 more such remarks are left out", warnings.messages.get(10));
    }

    @Test
    void blocksKeepTheEndOfEach() {
        assertEquals("{4, 9, 15}", new BlockSplit(3, 0.2).validation(16, List.of()).toString());
        assertEquals("{8, 9}", new BlockSplit(1, 0.2).validation(10, List.of()).toString());
    }
}
