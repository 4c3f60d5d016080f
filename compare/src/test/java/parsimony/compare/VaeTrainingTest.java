package parsimony.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import parsimony.compare.VaeTraining.Plan;
import parsimony.vae.Activation;
import parsimony.vae.Architecture;
import parsimony.vae.Distribution;
import parsimony.vae.Estimator;
import parsimony.vae.Indicator;
import parsimony.vae.Layers;
import parsimony.vae.Schedule;
import parsimony.vae.Training;

class VaeTrainingTest {

    @Test
    void whatIsLeftOutIsThePapersButForTheLengthOfTrainingOnPatches() {
        assertEquals(Training.PATCHES.withIterations(10_000), plan(null, null, null, Distribution.POISSON));
        assertEquals(Training.MNIST, plan(Plan.MNIST, null, null, Distribution.POISSON));
        Training categorical = plan(Plan.MNIST, null, null, Distribution.CATEGORICAL);
        assertEquals(Training.MNIST.withEstimator(Estimator.MC).withTemperature(Schedule.linear(1, .1, .5)), categorical);
    }

    @Test
    void temperatureMovesFromTheHottestToItsOwnValueOverTheFirstHalf() {
        assertEquals(Schedule.linear(2, .25, .5), plan(null, 2.0, .25, Distribution.POISSON).temperature());
        assertEquals(Schedule.linear(1, 1, .5), plan(null, null, 1.0, Distribution.POISSON).temperature());
        assertEquals(Schedule.linear(.5, .1, .5), plan(null, .5, null, Distribution.CATEGORICAL).temperature());
        for (double wrong : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            String said = assertThrows(IllegalArgumentException.class,
                    () -> plan(null, null, wrong, Distribution.POISSON)).getMessage();
            assertTrue(said.contains(String.valueOf(wrong)), said);
        }
    }

    private static Training plan(Plan plan, Double hottest, Double temperature, Distribution latent) {
        Architecture model = new Architecture(latent, Activation.NONE, Layers.LINEAR, Layers.LINEAR, 16, 24);
        return new VaeTraining(plan, null, null, null, null, null, null, hottest)
                .of(model, null, Indicator.SIGMOID, temperature, 1, 0);
    }
}
