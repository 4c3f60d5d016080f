package parsimony.vae;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Networks by name, and models and plans as JSON has them. */
class NetworkTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void everyKindIsFoundByItsName() {
        assertTrue(Network.all().stream().map(Network::kind).toList()
                .containsAll(List.of("linear", "mlp")));
        Network.all().forEach(network -> assertEquals(network, Network.of(network.kind())));
        assertEquals(new ConvNetwork(32, true), Network.of("Conv+b"));
        assertEquals("conv+b", Network.of("conv+b").label());
        String said = assertThrows(IllegalArgumentException.class, () -> Network.of("cubic"))
                .getMessage();
        assertTrue(said.contains("cubic")
                && Network.all().stream().allMatch(network -> said.contains(network.kind())), said);
    }

    @Test
    void aModelComesBackFromJson() throws JsonProcessingException {
        Architecture model = new Architecture(Distribution.LAPLACE, Activation.RELU,
                new MlpNetwork(), new LinearNetwork(),
                new ImageShape(12, 20, 3), 7);
        assertEquals(model, JSON.readValue(JSON.writeValueAsString(model), Architecture.class));
        assertEquals("{\"network\":\"mlp\",\"bias\":false}",
                JSON.writeValueAsString(model.encoder()));
        assertEquals("\"conv+b\"", JSON.writeValueAsString(Network.of("conv+b")));
        assertEquals(new ConvNetwork(8, true),
                JSON.readValue("{\"network\": \"conv+b\", \"channels\": 8}", Network.class));
        assertEquals(model.encoder(), JSON.readValue("{\"network\": \"mlp\"}", Network.class));
        assertThrows(JsonProcessingException.class,
                () -> JSON.readValue("{\"network\": \"mlp\", \"depth\": 2}", Network.class));
        assertThrows(JsonProcessingException.class, () -> JSON.readValue("3", Network.class));
    }

    @Test
    void modelsOfVersion01AreRead() throws JsonProcessingException {
        Architecture read =
                JSON.readValue(
                        "{\"latent\":\"POISSON\",\"activation\":\"NONE\",\"encoder\":\"LINEAR\","
                                + "\"decoder\":\"MLP\",\"pixels\":256,\"latents\":64}",
                        Architecture.class);
        assertEquals(new Architecture(Distribution.POISSON, Activation.NONE, new LinearNetwork(),
                new ResidualNetwork(),
                ImageShape.vector(256), 64), read);
    }

    @Test
    void aPlanIsOneFlatObject() throws JsonProcessingException {
        Training held = Training.MNIST.withBeta(Schedule.linear(1e-4, 2, .5).withHold(.01));
        for (Training plan : List.of(Training.PATCHES, Training.MNIST_2026, Training.VH16, held)) {
            assertEquals(plan, JSON.readValue(JSON.writeValueAsString(plan), Training.class));
        }
        String json = JSON.writeValueAsString(Training.MNIST);
        assertEquals(0.002, JSON.readTree(json).path("learningRate").asDouble());
        assertEquals(3e-4, JSON.readTree(json).path("weightDecay").asDouble());
        assertEquals(0.05, JSON.readTree(json).path("temperature").path("end").asDouble());
    }

    /** Without weight decay, swings of the rate, a clip that moves, and relaxed samples first. */
    @Test
    void plansOfVersion01AreRead() throws JsonProcessingException {
        assertEquals(Training.PATCHES.withSeed(3), JSON.readValue(
                "{\"estimator\":\"EXACT\",\"indicator\":\"SIGMOID\",\"iterations\":240000,"
                        + "\"batch\":1000,\"learningRate\":0.005,\"warmup\":0.01,"
                        + "\"lastRate\":1.0E-5,\"clip\":\"Infinity\",\"temperature\":"
                        + "{\"curve\":\"LINEAR\",\"start\":1.0,\"end\":0.05,\"portion\":0.5,"
                        + "\"cycles\":1},\"beta\":{\"curve\":\"LINEAR\",\"start\":1.0E-4,"
                        + "\"end\":1.0,\"portion\":0.5,\"cycles\":1},\"seed\":3}",
                Training.class));
    }
}
