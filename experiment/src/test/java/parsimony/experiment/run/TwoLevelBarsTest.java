package parsimony.experiment.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import parsimony.data.source.PairedBars;
import parsimony.vae.Architecture;
import parsimony.vae.Device;
import parsimony.vae.Distribution;
import parsimony.vae.Evaluation;
import parsimony.vae.Levels;
import parsimony.vae.Training;
import parsimony.vae.TrainingRun;
import parsimony.vae.Vae;

/** Where causes have two levels, a model of two levels is better than one of one level. */
class TwoLevelBarsTest {
    private static final int SIDE = 8;
    private static final int TRAIN = 8000;
    private static final TrainingRun.Traces TRACES =
            new TrainingRun.Traces(100_000, 100_000, 0);

    @TempDir
    private Path home;

    @Test
    void levelTwoIsUsedAndTheBoundIsLowerThanThatOfOneLevelOfAsManyUnits() throws Exception {
        FMatrixRMaj train = images(0, TRAIN);
        FMatrixRMaj validation = images(TRAIN, 2000);
        Architecture one = Architecture.linear(Distribution.POISSON, SIDE * SIDE, 2 * SIDE);
        Architecture two = one.withLevels(new Levels(3 * SIDE, Levels.Link.ADDITIVE, 1, 1));
        Training plan = Training.PATCHES.withIterations(10_000).withBatch(200)
                .withLearningRate(0.03);
        Evaluation first = evaluation("one", one, plan, train, validation);
        Evaluation second = evaluation("two", two, plan, train, validation);
        assertEquals(1, second.level2().active(), 0.2);
        assertTrue(second.level2().kl() > second.kl() / 2, second.toString());
        assertTrue(second.nelbo() < first.nelbo() - 1,
                second.nelbo() + " of two levels, " + first.nelbo() + " of one");
    }

    private Evaluation evaluation(String name, Architecture model, Training plan,
            FMatrixRMaj train, FMatrixRMaj validation) throws Exception {
        try (Vae vae = TrainingRun.start(home.resolve(name), model, plan, train, Device.CPU,
                TRACES, step -> {})) {
            return vae.evaluate(validation, 0);
        }
    }

    private static FMatrixRMaj images(int from, int count) {
        PairedBars bars = new PairedBars(SIDE, 0.03, 3, 4, 0, TRAIN + 2000, 1);
        FMatrixRMaj images = new FMatrixRMaj(count, SIDE * SIDE);
        for (int i = 0; i < count; i++) {
            System.arraycopy(bars.read(from + i).pixels(), 0, images.data, i * SIDE * SIDE,
                    SIDE * SIDE);
        }
        return images;
    }
}
