package parsimony.experiment.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import parsimony.experiment.run.VaePlan.Preset;
import parsimony.signals.InputException;
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
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS).build();
    private static final VaePlan.Own OWN = new VaePlan.Own(null, null, null, 1);

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
                VaePlan.of(preset).of(model(Distribution.POISSON), OWN, 0,
                        OptionalInt.of(preset.name().startsWith("VH") ? 80_999
                                : preset.name().startsWith("CIFAR") ? 83_333 : 60_000))));
        assertEquals(7 * 16, iterations("epochs: 7, batch: 5", OptionalInt.of(84)));
        assertEquals(7, iterations("epochs: 7, batch: 50", OptionalInt.of(49)),
                "who makes batches refuses it");
        assertEquals(9, iterations("preset: mnist, iterations: 9", OptionalInt.empty()));
        assertEquals(10_000, iterations("", OptionalInt.empty()));
        assertSays("iterations: would follow from 1200 epochs",
                () -> iterations("preset: mnist", OptionalInt.empty()));
        assertSays("epochs: say", () -> said("epochs: 7, iterations: 9"));
        assertSays("epochs: 0; must be at least 1", () -> said("epochs: 0"));
    }

    @Test
    void knobsChangeTheRateAndTheWeights() {
        Training plan = said("warmup: .1, swings: 3, clip: 7, weight_decay: .5")
                .of(model(Distribution.POISSON), OWN, 0, OptionalInt.empty());
        assertEquals(Training.PATCHES.withIterations(10_000).withWarmup(.1).withSwings(3)
                .withClip(7).withWeightDecay(.5), plan);
        assertSays("weight-decay: -1.0; must be", () -> said("weight_decay: -1"));
    }

    @Test
    void betaWaitsInThePapersPlansForADecoderOfSeveralLayers() {
        Architecture deep = new Architecture(Distribution.POISSON, Activation.NONE,
                new LinearNetwork(), new MlpNetwork(), ImageShape.vector(16), 24);
        for (Preset preset : Preset.values()) {
            Schedule beta = VaePlan.of(preset)
                    .of(deep, new VaePlan.Own(null, null, null, 2), 0, OptionalInt.of(60_000))
                    .annealing().beta();
            boolean iterative = preset.name().endsWith("_ITERATIVE");
            Schedule usual = Schedule.linear(1e-4, 2, iterative ? .1 : .5);
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
                    () -> usual.of(model(latent), new VaePlan.Own(null, null, 1.0, 1), 0,
                            OptionalInt.empty()))
                    .getMessage();
            assertTrue(said.startsWith("temperature: is for poisson and categorical models"), said);
        }
        for (Distribution latent : new Distribution[] {Distribution.GAUSSIAN,
            Distribution.CATEGORICAL}) {
            String said = assertThrows(IllegalArgumentException.class,
                    () -> usual.of(model(latent),
                            new VaePlan.Own(Estimator.MC, Indicator.SIGMOID, null, 1), 0,
                            OptionalInt.empty()))
                    .getMessage();
            assertTrue(said.startsWith("indicator: is for poisson models"), said);
        }
    }

    @Test
    void unbiasedEstimatorsHaveNoTemperatureAndDrawsAreForScore() {
        Architecture poisson = model(Distribution.POISSON);
        assertSays("temperature: is for poisson and categorical models with estimator mc,"
                + " straight-through or gumbel; leave it out",
                () -> VaePlan.DEFAULT.of(poisson, new VaePlan.Own(Estimator.SCORE, null, .5, 1),
                        0, OptionalInt.empty()));
        assertSays("indicator: is for poisson models with estimator mc or straight-through;",
                () -> VaePlan.DEFAULT.of(poisson,
                        new VaePlan.Own(Estimator.GUMBEL, Indicator.CUBIC, .5, 1), 0,
                        OptionalInt.empty()));
        assertSays("draws: is for poisson models with estimator score; leave it out",
                () -> VaePlan.DEFAULT.of(poisson,
                        new VaePlan.Own(Estimator.COUPLING, null, null, 3, 1), 0,
                        OptionalInt.empty()));
        assertSays("draws: 1; must be at least 2", () -> VaePlan.DEFAULT.of(poisson,
                new VaePlan.Own(Estimator.SCORE, null, null, 1, 1), 0, OptionalInt.empty()));
        assertEquals(5, VaePlan.DEFAULT.of(poisson,
                new VaePlan.Own(Estimator.SCORE, null, null, 5, 1), 0, OptionalInt.empty())
                .draws());
    }

    @Test
    void theHottestTemperatureMustBeUsedByTheOnlyModelOfAPlan() {
        VaePlan hot = said("hottest: 2");
        VaePlan.Own sampled = new VaePlan.Own(Estimator.MC, null, null, 1);
        hot.of(model(Distribution.GAUSSIAN), sampled, 0, OptionalInt.empty());
        hot.ofOnly(model(Distribution.POISSON), sampled, 0, 9);
        String said = assertThrows(InputException.class,
                () -> hot.ofOnly(model(Distribution.GAUSSIAN), sampled, 0, 9)).getMessage();
        assertTrue(said.startsWith("hottest: is for poisson and categorical models"), said);
    }

    @Test
    void aMessageNamesTheSettingAndNotTheComponentOfTheTraining() {
        assertEquals("lr: -1.0; must be above 0, and finite", assertThrows(InputException.class,
                () -> said("lr: -1")).getMessage());
        assertEquals("cycles: schedule: 0 cycles; must be at least 1",
                assertThrows(InputException.class,
                        () -> said("cycles: 0"))
                        .getMessage());
    }

    private static Training plan(Preset preset, Distribution latent) {
        return VaePlan.of(preset).of(model(latent), OWN, 0, OptionalInt.of(60_000));
    }

    private static Training annealed(Double hottest, Double temperature, Distribution latent) {
        return said(hottest == null ? "" : "hottest: " + hottest).of(model(latent),
                new VaePlan.Own(Estimator.MC, null, temperature, 1), 0, OptionalInt.empty());
    }

    private static long iterations(String said, OptionalInt patches) {
        return said(said).of(model(Distribution.POISSON), OWN, 0, patches).iterations();
    }

    /** A plan as in YAML. */
    private static VaePlan said(String settings) {
        try {
            return YAML.readValue("{" + settings + "}", VaePlan.class);
        } catch (JsonProcessingException e) {
            if (e.getCause() instanceof InputException wrong) {
                throw wrong;
            }
            throw new IllegalStateException(e);
        }
    }

    private static void assertSays(String beginning, Executable action) {
        String said = assertThrows(InputException.class, action).getMessage();
        assertTrue(said.startsWith(beginning), said);
    }

    private static Architecture model(Distribution latent) {
        return new Architecture(latent, Activation.NONE, new LinearNetwork(), new LinearNetwork(),
                ImageShape.vector(16), 24);
    }
}
