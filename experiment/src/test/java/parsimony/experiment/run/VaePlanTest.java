package parsimony.experiment.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import parsimony.experiment.run.VaePlan.Preset;
import parsimony.signals.InputException;
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
                    () -> usual.of(model(latent), new VaePlan.Own(null, null, 1.0, 1), 0))
                    .getMessage();
            assertTrue(said.startsWith("temperature: is for poisson and categorical models"), said);
        }
        for (Distribution latent : new Distribution[] {Distribution.GAUSSIAN,
            Distribution.CATEGORICAL}) {
            String said = assertThrows(IllegalArgumentException.class,
                    () -> usual.of(model(latent),
                            new VaePlan.Own(Estimator.MC, Indicator.SIGMOID, null, 1), 0))
                    .getMessage();
            assertTrue(said.startsWith("indicator: is for poisson models"), said);
        }
    }

    @Test
    void theHottestTemperatureMustBeUsedByTheOnlyModelOfAPlan() {
        VaePlan hot = new VaePlan(null, null, null, null, null, null, null, 2.0);
        VaePlan.Own sampled = new VaePlan.Own(Estimator.MC, null, null, 1);
        hot.of(model(Distribution.GAUSSIAN), sampled, 0);
        hot.ofOnly(model(Distribution.POISSON), sampled, 0);
        String said = assertThrows(InputException.class,
                () -> hot.ofOnly(model(Distribution.GAUSSIAN), sampled, 0)).getMessage();
        assertTrue(said.startsWith("hottest: is for poisson and categorical models"), said);
    }

    @Test
    void aMessageNamesTheSettingAndNotTheComponentOfTheTraining() {
        assertEquals("lr: -1.0; must be above 0, and finite", assertThrows(InputException.class,
                () -> new VaePlan(null, null, null, -1.0, null, null, null, null)).getMessage());
        assertEquals("cycles: schedule: 0 cycles; must be at least 1",
                assertThrows(InputException.class,
                        () -> new VaePlan(null, null, null, null, null, null, 0, null))
                        .getMessage());
    }

    private static Training plan(Preset preset, Distribution latent) {
        return new VaePlan(preset, null, null, null, null, null, null, null)
                .of(model(latent), new VaePlan.Own(null, null, null, 1), 0);
    }

    private static Training annealed(Double hottest, Double temperature, Distribution latent) {
        return new VaePlan(null, null, null, null, null, null, null, hottest)
                .of(model(latent), new VaePlan.Own(Estimator.MC, null, temperature, 1), 0);
    }

    private static Architecture model(Distribution latent) {
        return new Architecture(latent, Activation.NONE, new LinearNetwork(), new LinearNetwork(),
                ImageShape.vector(16), 24);
    }
}
