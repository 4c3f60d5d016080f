package parsimony.data.preprocess;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import parsimony.data.PatchShape;

class PipelineTest {

    @ParameterizedTest
    @ValueSource(strings = {
        "patches(16)",
        "gray|log(offset=0.01)|whiten(official,f0=0.3)|contrast(size=9)|zscore(image)|crop(2)|patches(8,stride=4,flat=0.1)",
        "gray | whiten | patches(12, count=7, seed=-3) | zscore(patch) | whiten(zca) |"
                + " zscore(dataset) | split(random, seed=5)",
        "gray | patches(12, count=7) | whiten(pca, components=3) | split(images, validation=0.5)",
        "patches(28, stride=28) | split(own)",
        "patches(12x20, stride=6x10) | split(images)",
        "patches(12x20, count=9)",
    })
    void theTextFormMakesTheSamePipelineAgain(String text) {
        String full = Pipeline.parse(text).toString();
        assertEquals(full, Pipeline.parse(full).toString());
    }

    @Test
    void presetsAreThePapersPipelines() {
        assertEquals(List.of("cifar16", "mnist", "olshausen-field", "van-hateren16"),
                List.copyOf(Pipeline.presets()));
        assertEquals(
                "gray | whiten(olshausen, f0=0.5, order=4.0) | contrast(size=13, sigma=0.5) |"
                        + " zscore(image) | crop(4) | patches(16, count=100000, seed=0) |"
                        + " split(blocks, blocks=100, validation=0.2)",
                Pipeline.parse("van-hateren16").toString());
        assertEquals("patches(28, stride=28) | split(own)", Pipeline.parse("mnist").toString());
    }

    @Test
    void anotherPatchSizeCountOrSeedReplacesTheOld() {
        assertEquals("patches(8, count=5, seed=9) | split(random, validation=0.2, seed=9)",
                Pipeline.parse("patches(16, stride=3) | split(random)")
                        .withPatch(new PatchShape(8, 8)).withCount(5)
                        .withSeed(9).toString());
    }

    @Test
    void aGridWithoutGapsStaysOneWhenThePatchesBecomeOthers() {
        assertEquals("patches(4x6, stride=4x6) | split(own)",
                Pipeline.parse("patches(12x20, stride=12x20) | split(own)")
                        .withPatch(new PatchShape(4, 6)).toString());
    }

    @Test
    void patchesThatAStepShortensHaveNoShape() {
        assertEquals(new PatchShape(12, 20),
                Pipeline.parse("patches(12x20) | whiten(zca)").shape().orElseThrow());
        assertTrue(Pipeline.parse("patches(12x20) | whiten(pca, components=16)").shape().isEmpty());
    }

    @Test
    void aSeedThatTheTextNamesIsKeptAndTheOthersAreTheOneGiven() {
        assertEquals("patches(16, count=100000, seed=3) | split(random, validation=0.2, seed=7)",
                Pipeline.parse("patches(16, seed=3) | split(random)", 7).toString());
        assertEquals("patches(28, count=5, seed=7) | split(own)",
                Pipeline.parse("mnist", 7).withCount(5).toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {
        "gray | whiten; cuts no patches",
        "sharpen | patches(16); step 'sharpen': is unknown; there are gray, log",
        "patches(3); patch: must be 4 to 64 pixels high and wide, got 3",
        "patches(65); patch: must be 4 to 64",
        "patches(16, count=0); count: must be at least 1",
        "patches(16, stride=0); stride must be at least 1",
        "patches(12x65); patch: must be 4 to 64 pixels high and wide, got 12x65",
        "patches(12*20); the size must be at least 1 pixel, a side or HEIGHTxWIDTH, got 12*20",
        "patches(16, count=many); count must be a whole number such as 10000 or 1e4, got many",
        "patches(16, stride=4, count=9); does not take count",
        "patches(16) | patches(16); patches are cut already",
        "zscore(dataset) | patches(16); put it after patches",
        "patches(16) | crop(4); put it before patches",
        "patches(16) | split(own) | zscore(patch); comes after the split",
        "patches(16) | split(blocks, validation=1); validation: must be between 0 and 1",
        "whiten(olshausen, f0=0) | patches(16); f0: must be above 0",
        "whiten(haar) | patches(16); whiten is olshausen, official, zca or pca, got haar",
        "contrast(size=12) | patches(16); size: must be an odd number",
        "crop(-1) | patches(16); crop: must be at least 0",
        "crop(1, 2) | patches(16); does not take 2",
        "crop(1 | patches(16); must be like crop(4)",
        "patches(16, seed=1, seed=2); has seed twice",
        "patches(16) | whiten(zca, epsilon=-1); epsilon: must be at least 0",
        "patches(16) | split(odd); split is blocks, images, random or own, got odd",
    })
    void saysWhatIsWrongWithAText(String text, String reason) {
        String message = assertThrows(IllegalArgumentException.class, () -> Pipeline.parse(text))
                .getMessage();
        assertTrue(message.contains(reason), message);
    }

    private static final List<Splitting.Run> RUNS = List.of(
            new Splitting.Run(0, 0, 10, false), new Splitting.Run(1, 10, 10, true),
            new Splitting.Run(2, 20, 5, false), new Splitting.Run(3, 25, 5, true),
            new Splitting.Run(1, 30, 10, true));

    @Test
    void splittingByImageKeepsImagesWhole() {
        BitSet kept = new ImageSplit(0.5, 4).validation(40, RUNS);
        for (Splitting.Run run : RUNS) {
            int count = kept.get(run.first(), run.first() + run.count()).cardinality();
            assertTrue(count == 0 || count == run.count());
        }
        assertEquals(kept.get(10), kept.get(30));
        long images = RUNS.stream().filter(run -> kept.get(run.first())).map(Splitting.Run::image)
                .distinct().count();
        assertEquals(2, images);
    }

    @Test
    void splittingAtRandomKeepsSoManyEvenly() {
        BitSet kept = new RandomSplit(0.25, 1).validation(100_000, RUNS);
        assertEquals(25_000, kept.cardinality());
        // 4 standard deviations of the hypergeometric are 274
        assertEquals(12_500, kept.get(0, 50_000).cardinality(), 400);
    }

    @Test
    void splittingAsTheDatasetDoesKeepsWhatItHoldsOut() {
        BitSet kept = new OwnSplit().validation(40, RUNS);
        assertEquals(
                "{10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34,"
                        + " 35, 36, 37, 38, 39}",
                kept.toString());
    }
}
