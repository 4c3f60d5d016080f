package parsimony.experiment.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import parsimony.experiment.run.VaePlan.Preset;
import parsimony.vae.Activation;
import parsimony.vae.Architecture;
import parsimony.vae.Distribution;
import parsimony.vae.Estimator;
import parsimony.vae.ImageShape;
import parsimony.vae.Indicator;
import parsimony.vae.LinearNetwork;
import parsimony.vae.Schedule;
import parsimony.vae.Training;

class VaePlanTest {

    @Test
    void whatIsLeftOutIsThePapersButForTheLengthOfTrainingOnPatches() {
        assertEquals(Training.PATCHES.withIterations(10_000),
                plan(Preset.PATCHES, Distribution.POISSON));
        assertEquals(Training.MNIST, plan(Preset.MNIST, Distribution.POISSON));
        Training categorical = plan(Preset.MNIST, Distribution.CATEGORICAL);
        assertEquals(Training.MNIST.withEstimator(Estimator.MC)
                .withTemperature(Schedule.linear(1, .1, .5)), categorical);
    }

    @Test
    void temperatureMovesFromTheHottestToItsOwnValueOverTheFirstHalf() {
        assertEquals(Schedule.linear(2, .25, .5),
                annealed(2.0, .25, Distribution.POISSON).annealing().temperature());
        assertEquals(Schedule.linear(1, 1, .5),
                annealed(null, 1.0, Distribution.POISSON).annealing().temperature());
        assertEquals(Schedule.linear(.5, .1, .5),
                annealed(.5, null, Distribution.CATEGORICAL).annealing().temperature());
        for (double wrong : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            String said = assertThrows(IllegalArgumentException.class,
                    () -> annealed(null, wrong, Distribution.POISSON)).getMessage();
            assertTrue(said.contains(String.valueOf(wrong)), said);
        }
    }

    @Test
    void whatTrainingWouldNotLookAtIsRefused() {
        VaePlan usual = VaePlan.DEFAULT;
        for (Distribution latent : new Distribution[] {Distribution.POISSON, Distribution.GAUSSIAN,
            Distribution.LAPLACE}) {
            String said = assertThrows(IllegalArgumentException.class,
                    () -> usual.of(model(latent), Map.of("temperature", 1.0), 0)).getMessage();
            assertTrue(said.startsWith("temperature: is for poisson and categorical models"), said);
        }
        for (Distribution latent : new Distribution[] {Distribution.GAUSSIAN,
            Distribution.CATEGORICAL}) {
            String said = assertThrows(IllegalArgumentException.class,
                    () -> usual.of(model(latent),
                            Map.of("estimator", Estimator.MC, "indicator", Indicator.SIGMOID), 0))
                    .getMessage();
            assertTrue(said.startsWith("indicator: is for poisson models"), said);
        }
    }

    private static Training plan(Preset preset, Distribution latent) {
        return new VaePlan(Map.of("preset", preset)).of(model(latent), Map.of(), 0);
    }

    private static Training annealed(Double hottest, Double temperature, Distribution latent) {
        Map<String, Object> own = new HashMap<>(Map.of("estimator", Estimator.MC));
        if (temperature != null) {
            own.put("temperature", temperature);
        }
        return new VaePlan(hottest == null ? Map.of() : Map.of("hottest", hottest))
                .of(model(latent), own, 0);
    }

    private static Architecture model(Distribution latent) {
        return new Architecture(latent, Activation.NONE, new LinearNetwork(), new LinearNetwork(),
                ImageShape.vector(16), 24);
    }
}
