package parsimony.data.preprocess;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import parsimony.data.PatchShape;
import parsimony.data.image.Image;
import parsimony.data.source.ImageSource;
import parsimony.signals.Monitor;

/** What holds for every kind of step of a pipeline. */
class StepContractTest {

    /** Six gray images, none of them square, of which the last two are held out. */
    private static final ImageSource IMAGES = new ImageSource() {
        @Override
        public String origin() {
            return "noise";
        }

        @Override
        public int size() {
            return 6;
        }

        @Override
        public Image read(int index) {
            SplittableRandom random = new SplittableRandom(index);
            int width = 37 + index;
            float[] pixels = new float[24 * width];
            for (int i = 0; i < pixels.length; i++) {
                pixels[i] = random.nextFloat();
            }
            return new Image(pixels, 1, 24, width, "noise " + index, index, index > 3);
        }
    };

    static List<StepKind> kinds() {
        return Pipeline.KINDS;
    }

    /**
     * A pipeline with the step in its place. The step may be a pipeline by itself, or stand on
     * either side of another.
     */
    private static Pipeline pipeline(String step) {
        IllegalArgumentException last = null;
        for (String text : List.of(step, step + " | patches(8)", "patches(8) | " + step)) {
            try {
                return Pipeline.parse(text);
            } catch (IllegalArgumentException e) {
                last = e;
            }
        }
        throw last;
    }

    private static String refusal(String step) {
        return assertThrows(IllegalArgumentException.class, () -> pipeline(step)).getMessage();
    }

    @Test
    void everyKindHasANameOfItsOwn() {
        Set<String> names = new HashSet<>();
        for (StepKind kind : kinds()) {
            assertTrue(names.add(kind.name() + " " + kind.choice()), kind.form());
            assertFalse(kind.summary().isBlank() || kind.summary().contains("\n"));
            assertTrue(refusal("nothing").contains(kind.name()));
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void theFormIsTheStepAtItsDefaults(StepKind kind) {
        String bare = kind.name() + (kind.choice().isEmpty() ? "" : "(" + kind.choice() + ")");
        assertEquals(pipeline(kind.form()).toString(), pipeline(bare).toString());
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void theTextFormMakesTheSameStepAgain(StepKind kind) {
        Pipeline pipeline = pipeline(kind.form());
        assertEquals(pipeline.toString(), Pipeline.parse(pipeline.toString()).toString());
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void anUnknownOptionIsRefusedByName(StepKind kind) {
        String form =
                kind.form().contains("(") ? kind.form().replace(")", ", ") : kind.form() + "(";
        for (String text : List.of(form + "colour=1)", form + "colour=1) | patches(8)",
                "patches(8) | " + form + "colour=1)")) {
            String message = assertThrows(IllegalArgumentException.class,
                    () -> Pipeline.parse(text)).getMessage();
            assertEquals(1, message.lines().count());
            assertTrue(message.contains("does not take colour"), message);
            for (String argument : kind.form().split("[(,)]")) {
                String option = argument.contains("=") ? argument.split("=")[0].strip() : "";
                assertTrue(message.contains(option), message);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void patchesOfImagesThatAreNotSquareAreFiniteAndTheSameAgain(StepKind kind) throws Exception {
        Pipeline pipeline = pipeline(kind.form()).withPatch(new PatchShape(6, 8)).withCount(400);
        Split once = Preparation.prepare(IMAGES, pipeline, true, Monitor.SILENT);
        Split again = Preparation.prepare(IMAGES, pipeline, true, Monitor.SILENT);
        assertEquals(400, once.train().size() + once.validation().size());
        assertEquals(pipeline.columns(), once.train().pixels().numCols);
        assertArrayEquals(once.train().pixels().data, again.train().pixels().data);
        assertArrayEquals(once.validation().pixels().data, again.validation().pixels().data);
        for (float pixel : once.train().pixels().data) {
            assertTrue(Float.isFinite(pixel));
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aStepOnImagesLeavesTheImageGivenAsItWas(StepKind kind) throws Exception {
        for (ImageStep step : pipeline(kind.form()).imageSteps()) {
            Image image = IMAGES.read(5);
            Image after = step.apply(image);
            assertArrayEquals(IMAGES.read(5).pixels(), image.pixels());
            assertEquals(24 - 2 * step.border(), after.height());
            assertEquals(42 - 2 * step.border(), after.width());
            assertEquals(List.of(image.name(), 5, true),
                    List.of(after.name(), after.label(), after.heldOut()));
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aSplitKeepsAsManyAsItSays(StepKind kind) {
        Splitting splitting = pipeline(kind.form()).splitting();
        for (int patches : new int[] {0, 1, 7, 1000}) {
            BitSet kept = splitting.validation(patches,
                    List.of(new Splitting.Run(0, 0, patches, false)));
            assertTrue(kept.length() <= patches);
            if (splitting.kept(patches) >= 0) {
                assertEquals(splitting.kept(patches), kept.cardinality());
            }
        }
    }
}
