package parsimony.vae;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat64;
import parsimony.signals.InputException;

/**
 * What every latent, activation, network and estimator must do, in every allowed combination. A
 * new one is tested without an edit.
 */
class ModelContractTest {
    private static final ImageShape IMAGE = new ImageShape(2, 3, 1);
    private static final int LATENTS = 4;
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Every kind of network; a convolutional one has few channels, to be quick. */
    static List<Network> networks() {
        return Network.all().stream()
                .map(network -> network instanceof ConvNetwork ? new ConvNetwork(2, true) : network)
                .toList();
    }

    /**
     * Every latent with every network as encoder, as decoder and as both, and every activation that
     * it takes with linear ones, or with those that are usual for a code without noise.
     */
    static Stream<Architecture> architectures(ImageShape image, int latents) {
        Network linear = new LinearNetwork();
        return Stream.of(Distribution.values()).flatMap(latent -> Stream.of(
                networks().stream().flatMap(encoder -> networks().stream()
                        .filter(decoder -> decoder.equals(encoder) || decoder.linear()
                                || encoder.linear())
                        .flatMap(decoder -> model(latent, latent.activation(), encoder, decoder,
                                image, latents))),
                // Linear ones, or what users get who name none.
                Stream.of(Activation.values()).filter(activation -> activation != Activation.NONE)
                        .flatMap(activation -> latent.deterministic()
                                ? model(latent, activation, latent.encoder(), latent.decoder(),
                                        image, latents)
                                : model(latent, activation, linear, linear, image, latents)),
                twoLevels(latent, image, latents)).flatMap(models -> models))
                .flatMap(model -> Stream.concat(Stream.of(model), stepwise(model)));
    }

    /** The models that find the codes of a linear one step by step. */
    private static Stream<Architecture> stepwise(Architecture model) {
        boolean fits = model.latent().moves() && model.levels() == null
                && model.encoder().linear()
                && model.decoder().linear() && (model.activation() == Activation.NONE
                        || model.activation() == Activation.RELU);
        return Stream.of(Inference.Kind.values()).filter(kind -> kind != Inference.Kind.AMORTIZED)
                .flatMap(kind -> {
                    Inference inference = new Inference(kind, 3, 20, null);
                    if (!fits) {
                        if (kind != Inference.Kind.SEMI_AMORTIZED || model.encoder().linear()) {
                            assertThrows(InputException.class,
                                    () -> model.withInference(inference));
                        }
                        return Stream.empty();
                    }
                    return Stream.of(model.withInference(inference));
                });
    }

    /** Poisson models with a second level, of every link, with a linear encoder and another. */
    private static Stream<Architecture> twoLevels(Distribution latent, ImageShape image,
            int latents) {
        return latent != Distribution.POISSON ? Stream.empty()
                : Stream.of(new LinearNetwork(), new MlpNetwork()).flatMap(encoder -> Stream
                        .of(Levels.Link.values())
                        .map(link -> new Architecture(latent, Activation.NONE, encoder,
                                new LinearNetwork(), image, latents)
                                .withLevels(new Levels(3, link, 1, 0.05))));
    }

    /** The model of these parts, or none if they do not go together. */
    private static Stream<Architecture> model(Distribution latent, Activation activation,
            Network encoder, Network decoder, ImageShape image, int latents) {
        boolean fits = latent.takes(activation) && decoder.decodes()
                && (!latent.deterministic() || decoder instanceof LinearNetwork);
        if (!fits) {
            assertThrows(InputException.class, () -> new Architecture(latent, activation, encoder,
                    decoder, image, latents));
        }
        return fits ? Stream.of(
                new Architecture(latent, activation, encoder, decoder, image, latents))
                : Stream.empty();
    }

    /** Whether an estimator exists for a model. */
    static boolean suits(Estimator estimator, Architecture model) {
        try {
            estimator.requireFor(model);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    static Stream<Arguments> withEstimators(Stream<Architecture> models) {
        return models.flatMap(
                model -> Stream.of(Estimator.values()).filter(estimator -> suits(estimator, model))
                        .map(estimator -> Arguments.of(model, estimator)));
    }

    static Stream<Arguments> models() {
        return withEstimators(architectures(IMAGE, LATENTS));
    }

    @ParameterizedTest
    @MethodSource("models")
    void lossAndGradientsAreFiniteShapesAgreeAndTheSameSeedGivesTheSameBits(Architecture model,
            Estimator estimator)
            throws Exception {
        assertEquals(model, JSON.readValue(JSON.writeValueAsString(model), Architecture.class));
        double[][] two = {{0.5, -1, 0.3, 2, 0, -0.2}, {1.2, 0.4, -0.7, 0, 0, 0}};
        try (DoubleModel built = new DoubleModel(model, estimator, Indicator.SIGMOID)) {
            built.initialize();
            // All in one kind of run, because each new kind of run is slow.
            List<Operand<TFloat64>> wanted = new ArrayList<>(built.lossAndGradients());
            wanted.add(built.posterior().codes());
            wanted.add(built.posterior().kl());
            for (double[][] batch : new double[][][] {two, {two[0]}, {new double[IMAGE.size()]}}) {
                List<double[]> values = built.run(batch, 0.5, wanted);
                values.forEach(value -> assertTrue(Arrays.stream(value).allMatch(Double::isFinite),
                        () -> Arrays.toString(value)));
                for (int p = 0; p < built.parameters().size(); p++) {
                    String name = built.parameters().get(p);
                    assertEquals(built.size(name), values.get(2 + p).length, name);
                }
                double[] codes = values.get(values.size() - 2);
                assertEquals(batch.length * LATENTS, codes.length);
                assertTrue(model.latent().signed()
                        || Arrays.stream(codes).allMatch(code -> code >= 0));
                assertEquals(LATENTS, values.get(values.size() - 1).length);
                assertArrayEquals(codes,
                        built.run(batch, 0.5, wanted).get(values.size() - 2));
            }
        }
    }

    /** Those with linear networks and every activation, of patches that there are. */
    static Stream<Arguments> linear() {
        return withEstimators(architectures(ImageShape.vector(16), 24)
                .filter(model -> model.encoder().linear() && model.decoder().linear()
                        || model.encoder().equals(model.latent().encoder())
                                && model.decoder().equals(model.latent().decoder())));
    }

    @ParameterizedTest
    @MethodSource("linear")
    void trainingLowersTheBound(Architecture model, Estimator estimator) {
        FMatrixRMaj patches = TrainerTest.sparseMixtures(1000, 1);
        Training plan = Training.PATCHES.withIterations(400).withBatch(100).withLearningRate(0.02)
                .forLatent(model.latent()).withEstimator(estimator);
        plan = estimator == Estimator.SCORE ? plan.withDraws(8).withIterations(800) : plan;
        try (Trainer trainer = new Trainer(model, plan, patches, Device.CPU)) {
            double untrained = bound(trainer, patches);
            trainer.run(step -> {});
            double trained = bound(trainer, patches);
            assertTrue(trained < 0.9 * untrained, trained + " after, " + untrained + " before");
        }
    }

    /** What training lowers: not the NELBO of an iterative model, but its error. */
    private static double bound(Trainer trainer, FMatrixRMaj patches) {
        try (Vae vae = trainer.model()) {
            Evaluation evaluation = vae.evaluate(patches, 0);
            Inference inference = vae.architecture().inference();
            return inference != null && inference.iterative() ? evaluation.mse()
                    : evaluation.nelbo();
        }
    }
}
