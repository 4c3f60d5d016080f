package parsimony.vae;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.ndarray.Shape;
import parsimony.signals.InputException;

/**
 * The paper's networks against NumPy ({@code src/test/python/make_networks.py}) and against the
 * numbers of parameters that the authors' models have.
 */
class PaperNetworksTest {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();

    /** A network with numbers set by a rule, and what it gives; of the pixels, every seventh. */
    record Case(String network, int[] image, int latents, int encoderParameters,
            int decoderParameters, double[] encoded, double[] decoded) {
        @Override
        public String toString() {
            return network + " for " + image[0] + "×" + image[1] + "×" + image[2];
        }
    }

    static List<Case> cases() throws IOException {
        try (InputStream file = PaperNetworksTest.class.getResourceAsStream("networks.json")) {
            return JSON.readValue(file, new TypeReference<List<Case>>() {});
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void networksGiveWhatNumpyGives(Case c) {
        ImageShape image = new ImageShape(c.image[0], c.image[1], c.image[2]);
        Network network = Network.of(c.network) instanceof ConvNetwork conv
                ? new ConvNetwork(4, conv.bias()) : Network.of(c.network);
        Architecture architecture = new Architecture(Distribution.GAUSSIAN, Activation.NONE,
                network, network, image, c.latents);
        try (DoubleModel model =
                new DoubleModel(architecture, Estimator.MC, Indicator.SIGMOID, false)) {
            Map<String, double[]> weights = new HashMap<>();
            for (String name : model.parameters()) {
                weights.put(name, numbers(name, amplitude(model.shape(name)), model.size(name)));
            }
            model.set(weights);
            assertEquals(c.encoderParameters, count(model, VaeGraph.ENCODER));
            assertEquals(c.decoderParameters, count(model, VaeGraph.DECODER));

            double[] patches = numbers("patches", 2, 2 * image.size());
            double[][] rows = {Arrays.copyOf(patches, image.size()),
                Arrays.copyOfRange(patches, image.size(), patches.length)};
            double[] location = model.run(rows, 1, List.of(model.posterior().feature())).get(0);
            for (int n = 0; n < 2; n++) {
                for (int k = 0; k < c.latents; k++) {
                    assertEquals(c.encoded[2 * n * c.latents + k], location[n * c.latents + k],
                            1e-9);
                }
            }
            double[] decoded = model.decode(numbers("codes", 2, 2 * c.latents), c.latents);
            int perRow = (image.size() + 6) / 7;
            for (int i = 0; i < c.decoded.length; i++) {
                int pixel = i / perRow * image.size() + i % perRow * 7;
                assertEquals(c.decoded[i], decoded[pixel], 1e-9, "pixel " + pixel);
            }
        }
    }

    private static int count(DoubleModel model, String network) {
        return model.parameters().stream().filter(name -> name.startsWith(network))
                .mapToInt(model::size).sum();
    }

    private static double amplitude(Shape shape) {
        return switch (shape.numDimensions()) {
            case 4 -> 1;
            case 2 -> Math.sqrt(3.0 / shape.get(0));
            default -> 0.3;
        };
    }

    /** The rule of the script. */
    private static double[] numbers(String name, double amplitude, int length) {
        CRC32 crc = new CRC32();
        crc.update(name.getBytes(StandardCharsets.UTF_8));
        double phase = crc.getValue() / 0x1p32;
        double[] numbers = new double[length];
        for (int i = 0; i < length; i++) {
            numbers[i] = amplitude * (2 * ((i * 0.6180339887498949 + phase) % 1) - 1);
        }
        return numbers;
    }

    /** Vafaii, Galor &amp; Yates (2024): models with 512 latents. */
    @ParameterizedTest
    @CsvSource({"poisson, linear, 16, 262656", "gaussian, linear, 16, 393216",
        "laplace, linear, 16, 393216", "categorical, linear, 16, 262144",
        "poisson, conv+b, 16, 1405596", "gaussian, conv+b, 16, 1471132",
        "laplace, conv+b, 16, 1471132", "categorical, conv+b, 16, 1405084",
        "poisson, linear, 28, 803328", "gaussian, linear, 28, 1204224",
        "laplace, linear, 28, 1204224", "categorical, linear, 28, 802816",
        "poisson, conv+b, 28, 5432636", "gaussian, conv+b, 28, 5563708",
        "laplace, conv+b, 28, 5563708", "categorical, conv+b, 28, 5432124"})
    void modelsHaveAsManyParametersAsTheAuthors(String latent, String encoder, int side,
            long parameters) {
        Architecture model = new Architecture(Distribution.valueOf(latent.toUpperCase(Locale.ROOT)),
                Activation.NONE, Network.of(encoder), new LinearNetwork(),
                new ImageShape(side, side, 1), 512);
        try (DoubleModel built = new DoubleModel(model, Estimator.MC, Indicator.SIGMOID)) {
            assertEquals(parameters, built.parameters().stream().mapToLong(built::size).sum());
        }
    }

    /** With ten, fifty and a hundred latents, as the authors' decoders for digits and patches. */
    @ParameterizedTest
    @CsvSource({"10, 16, 1241170", "50, 16, 1282130", "100, 16, 1333330",
        "10, 28, 1248970", "50, 28, 1289930", "100, 28, 1341130"})
    void decodersHaveAsManyParametersAsTheAuthors(int latents, int side, int parameters) {
        Architecture model = new Architecture(Distribution.CATEGORICAL, Activation.NONE,
                new LinearNetwork(), Network.of("conv+b"), new ImageShape(side, side, 1), latents);
        try (DoubleModel built = new DoubleModel(model, Estimator.MC, Indicator.SIGMOID)) {
            assertEquals(parameters, count(built, VaeGraph.DECODER));
        }
    }

    /** Also where sizes are odd, not square or no power of two, and with colours. */
    @ParameterizedTest
    @CsvSource({"conv+b, 8, 8, 1", "conv, 6, 9, 3", "mlp+b, 2, 4, 1"})
    void gradientsAreFiniteDifferences(String kind, int height, int width, int channels) {
        Network network = kind.startsWith("conv") ? new ConvNetwork(3, kind.endsWith("+b"))
                : Network.of(kind);
        ImageShape image = new ImageShape(height, width, channels);
        Architecture architecture = new Architecture(Distribution.GAUSSIAN, Activation.NONE,
                network, network, image, 3);
        try (DoubleModel model = new DoubleModel(architecture, Estimator.MC, Indicator.SIGMOID)) {
            Map<String, double[]> weights = new HashMap<>();
            for (String name : model.parameters()) {
                weights.put(name, numbers(name, amplitude(model.shape(name)), model.size(name)));
            }
            model.set(weights);
            double[] patches = numbers("patches", 2, 2 * image.size());
            double[][] batch = {Arrays.copyOf(patches, image.size()),
                Arrays.copyOfRange(patches, image.size(), patches.length)};
            List<double[]> gradients = model.gradients(batch, 1);
            for (int p = 0; p < gradients.size(); p++) {
                String name = model.parameters().get(p);
                int i = weights.get(name).length / 2;
                double h = 1e-6;
                double slope = (lossWith(model, weights, name, i, h, batch)
                        - lossWith(model, weights, name, i, -h, batch)) / (2 * h);
                assertEquals(slope, gradients.get(p)[i], 1e-5 * (1 + Math.abs(slope)), name);
            }
        }
    }

    private static double lossWith(DoubleModel model, Map<String, double[]> weights, String name,
            int i, double change, double[][] batch) {
        Map<String, double[]> changed = new HashMap<>(weights);
        changed.computeIfPresent(name, (key, values) -> values.clone())[i] += change;
        model.set(changed);
        return Arrays.stream(model.loss(batch, 1)).sum();
    }

    @Test
    void convolutionsRefuseValuesInNoOrder() {
        Architecture flat = new Architecture(Distribution.GAUSSIAN, Activation.NONE,
                new ConvNetwork(), new LinearNetwork(), ImageShape.vector(64), 3);
        String said = assertThrows(InputException.class,
                () -> new DoubleModel(flat, Estimator.MC, Indicator.SIGMOID)).getMessage();
        assertTrue(said.contains("64 values in no order"), said);
    }
}
