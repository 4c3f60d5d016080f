package parsimony.experiment.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import parsimony.experiment.run.VaePlan.Preset;
import parsimony.vae.Activation;
import parsimony.vae.Architecture;
import parsimony.vae.Distribution;
import parsimony.vae.Estimator;
import parsimony.vae.ImageShape;
import parsimony.vae.Indicator;
import parsimony.vae.LinearNetwork;
import parsimony.vae.MlpNetwork;
import parsimony.vae.Schedule;
import parsimony.vae.Training;

class VaePlanTest {

    @Test
    void whatIsLeftOutIsThePapersButForTheLengthOfTrainingOnPatches() {
        assertEquals(Training.PATCHES.withIterations(10_000),
                plan(Preset.PATCHES, Distribution.POISSON));
        assertEquals(Training.MNIST, plan(Preset.MNIST, Distribution.POISSON));
        Training categorical = plan(Preset.MNIST, Distribution.CATEGORICAL);
        assertEquals(Training.MNIST.withEstimator(Estimator.MC).withRelaxedFirst(false)
                .withTemperature(Schedule.linear(1, .1, .5)), categorical);
        assertEquals(Training.MNIST.withEstimator(Estimator.MC)
                .withTemperature(Schedule.constant(1)),
                plan(Preset.MNIST, Distribution.LAPLACE));
        assertEquals(Training.PATCHES.withIterations(10_000).withEstimator(Estimator.MC),
                plan(Preset.PATCHES, Distribution.GAUSSIAN), "as it was before the others");
    }

    @Test
    void epochsAreAsManyIterationsAsTheyHaveWholeBatches() {
        Map<Preset, Training> plans = Map.of(Preset.VH16, Training.VH16,
                Preset.VH16_2026, Training.PATCHES, Preset.MNIST, Training.MNIST,
                Preset.MNIST_2026, Training.MNIST_2026,
                Preset.CIFAR16, Training.VH16.withWarmup(5. / 1500).withIterations(1500 * 83),
                Preset.CIFAR16_2026, Training.PATCHES.withIterations(1500 * 83));
        plans.forEach((preset, plan) -> assertEquals(plan,
                new VaePlan(Map.of("preset", preset)).of(model(Distribution.POISSON), Map.of(), 0,
                        OptionalInt.of(preset.name().startsWith("VH") ? 80_999
                                : preset.name().startsWith("CIFAR") ? 83_333 : 60_000))));
        assertEquals(7 * 16, iterations(Map.of("epochs", 7, "batch", 5), OptionalInt.of(84)));
        assertEquals(7, iterations(Map.of("epochs", 7, "batch", 50), OptionalInt.of(49)),
                "who makes batches refuses it");
        assertEquals(9, iterations(Map.of("preset", Preset.MNIST, "iterations", 9L),
                OptionalInt.empty()));
        assertEquals(10_000, iterations(Map.of(), OptionalInt.empty()));
        assertSays("iterations: would follow from 1200 epochs",
                () -> iterations(Map.of("preset", Preset.MNIST), OptionalInt.empty()));
        assertSays("epochs: say", () -> new VaePlan(Map.of("epochs", 7, "iterations", 9L)));
        assertSays("epochs: 0; must be at least 1", () -> new VaePlan(Map.of("epochs", 0)));
    }

    @Test
    void knobsChangeTheRateAndTheWeights() {
        Training plan = new VaePlan(Map.of("warmup", .1, "swings", 3, "clip", 7.0,
                "weight_decay", .5)).of(model(Distribution.POISSON), Map.of(), 0,
                        OptionalInt.empty());
        assertEquals(Training.PATCHES.withIterations(10_000).withWarmup(.1).withSwings(3)
                .withClip(7).withWeightDecay(.5), plan);
        assertSays("weight_decay: -1.0; must be", () -> new VaePlan(Map.of("weight_decay", -1.0)));
    }

    @Test
    void betaWaitsInThePapersPlansForADecoderOfSeveralLayers() {
        Architecture deep = new Architecture(Distribution.POISSON, Activation.NONE,
                new LinearNetwork(), new MlpNetwork(), ImageShape.vector(16), 24);
        for (Preset preset : Preset.values()) {
            Schedule beta = new VaePlan(Map.of("preset", preset))
                    .of(deep, Map.of("beta", 2.0), 0, OptionalInt.of(60_000)).annealing().beta();
            Schedule usual = Schedule.linear(1e-4, 2, .5);
            assertEquals(preset == Preset.PATCHES ? usual : usual.withHold(.01), beta);
        }
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
                    () -> usual.of(model(latent), Map.of("temperature", 1.0), 0,
                            OptionalInt.empty()))
                    .getMessage();
            assertTrue(said.startsWith("temperature: is for poisson and categorical models"), said);
        }
        for (Distribution latent : new Distribution[] {Distribution.GAUSSIAN,
            Distribution.CATEGORICAL}) {
            String said = assertThrows(IllegalArgumentException.class,
                    () -> usual.of(model(latent),
                            Map.of("estimator", Estimator.MC, "indicator", Indicator.SIGMOID), 0,
                            OptionalInt.empty()))
                    .getMessage();
            assertTrue(said.startsWith("indicator: is for poisson models"), said);
        }
    }

    private static Training plan(Preset preset, Distribution latent) {
        return new VaePlan(Map.of("preset", preset)).of(model(latent), Map.of(), 0,
                OptionalInt.of(60_000));
    }

    private static long iterations(Map<String, Object> said, OptionalInt patches) {
        return new VaePlan(said).of(model(Distribution.POISSON), Map.of(), 0, patches)
                .iterations();
    }

    private static void assertSays(String beginning, Executable action) {
        String said = assertThrows(IllegalArgumentException.class, action).getMessage();
        assertTrue(said.startsWith(beginning), said);
    }

    private static Training annealed(Double hottest, Double temperature, Distribution latent) {
        Map<String, Object> own = new HashMap<>(Map.of("estimator", Estimator.MC));
        if (temperature != null) {
            own.put("temperature", temperature);
        }
        return new VaePlan(hottest == null ? Map.of() : Map.of("hottest", hottest))
                .of(model(latent), own, 0, OptionalInt.empty());
    }

    private static Architecture model(Distribution latent) {
        return new Architecture(latent, Activation.NONE, new LinearNetwork(), new LinearNetwork(),
                ImageShape.vector(16), 24);
    }
}
