package parsimony.data.preprocess;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import parsimony.data.Npy;
import parsimony.data.image.Image;

/**
 * Each step against NumPy and SciPy, on a photograph and on noise; src/test/python/make_steps.py
 * made the numbers.
 */
class StepFixturesTest {
    private static final double TOLERANCE = 1e-4;

    private static FMatrixRMaj fixture(String name) throws Exception {
        return Npy.read(
                Path.of(StepFixturesTest.class.getResource("/steps/" + name + ".npy").toURI()));
    }

    private static Image image(String name) throws Exception {
        FMatrixRMaj pixels = fixture(name);
        return Image.gray(pixels.data, pixels.numRows, pixels.numCols, name);
    }

    /** Every value to 1e-4 of the array's own scale. */
    private static void assertClose(FMatrixRMaj expected, float[] actual) {
        assertEquals(expected.data.length, actual.length);
        double squares = 0;
        for (float value : expected.data) {
            squares += value * value;
        }
        double scale = Math.sqrt(squares / actual.length);
        for (int i = 0; i < actual.length; i++) {
            assertEquals(expected.data[i], actual[i], TOLERANCE * scale, "value " + i);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {
        "whiten; whiten(olshausen)",
        "whiten-of; whiten(olshausen, f0=0.4, order=3)",
        "official; whiten(official)",
        "contrast; contrast",
        "contrast-5; contrast(size=5, sigma=0.8)",
        "log; log(offset=0.01)",
        "zscore; zscore(image)",
        "paper; whiten(olshausen) | contrast | zscore(image) | crop(4)",
    })
    void stepsOnImagesAgreeWithNumPy(String fixture, String steps) throws Exception {
        for (String name : new String[] {"photo", "noise"}) {
            Image image = image(name);
            for (ImageStep step : Pipeline.parse(steps + " | patches(4)").imageSteps()) {
                image = step.apply(image);
            }
            assertClose(fixture(name + "-" + fixture), image.pixels());
        }
    }

    @Test
    void grayAgreesWithNumPy() throws Exception {
        FMatrixRMaj rgb = fixture("rgb");
        Image image = new Image(rgb.data, 3, rgb.numRows / 3, rgb.numCols, "rgb", Image.UNLABELLED,
                false);
        assertClose(fixture("photo"), new Gray().apply(image).pixels());
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {
        "zca; whiten(zca, epsilon=0.001)",
        "pca; whiten(pca, epsilon=0.001, components=10)",
        "zscore-dataset; zscore(dataset)",
        "zscore-patch; zscore(patch)",
    })
    void stepsOnPatchesAgreeWithNumPy(String fixture, String step) throws Exception {
        FMatrixRMaj train = fixture("train");
        PatchStep patchStep = Pipeline.parse("patches(6) | " + step).patchSteps().get(0);
        // in two blocks, so that nothing depends on there being one
        PatchStep.Fitted fitted = patchStep.fit(visitor -> {
            visitor.visit(rows(train, 0, 100));
            visitor.visit(rows(train, 100, 300));
        });
        FMatrixRMaj actual = fitted.apply(fixture("validation"));
        FMatrixRMaj expected = fixture("validation-" + fixture);
        assertEquals(expected.numCols, actual.numCols);
        assertEquals(expected.numCols, patchStep.columns(36));
        assertClose(expected, actual.data);
    }

    private static FMatrixRMaj rows(FMatrixRMaj matrix, int from, int to) {
        FMatrixRMaj rows = new FMatrixRMaj(to - from, matrix.numCols);
        System.arraycopy(matrix.data, from * matrix.numCols, rows.data, 0, rows.data.length);
        return rows;
    }
}
