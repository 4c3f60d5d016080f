package parsimony.experiment.encoder;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.Set;
import org.ejml.data.FMatrixRMaj;
import parsimony.experiment.run.FileNames;
import parsimony.experiment.run.RunRecord;
import parsimony.signals.InputException;
import parsimony.sparsecoding.AffineEncoder;
import parsimony.sparsecoding.CodeActivation;
import parsimony.sparsecoding.InputScaling;

/**
 * A result folder of Parsimony's own: of {@code import}, or of {@code train} with a linear encoder
 * and decoder, which in a sparse autoencoder may have biases.
 */
final class RunFormat implements EncoderFormat {
    /** The upper clamp of log rates, as trained here. */
    private static final double CLAMP = 5.3;

    private static final Set<String> LATENTS = Set.of("poisson", "gaussian", "laplace");

    @Override
    public String form() {
        return "a run of parsimony import or parsimony train";
    }

    @Override
    public boolean matches(Path place) {
        if (!Files.exists(place.resolve(FileNames.CONFIG))) {
            return false;
        }
        JsonNode config;
        try {
            config = RunRecord.readConfig(place);
        } catch (InputException e) {
            return false; // another program's, or none; the message is left to its form
        }
        return config.has("parsimony") && (config.path("settings").has("activation")
                || config.path("settings").has("architecture"));
    }

    @Override
    public EncoderWeights read(Path place, OptionalDouble scale) {
        if (!RunRecord.finished(place)) {
            throw new InputException(place + ": did not come to its end; name a finished run");
        }
        return RunRecord.readConfig(place).path("settings").has("architecture") ? trained(place)
                : imported(place);
    }

    private static EncoderWeights imported(Path place) {
        EncoderImport.Settings settings =
                RunRecord.readSettings(place, EncoderImport.Settings.class);
        ModelArrays arrays = ModelArrays.ofFolder(place);
        int[] shape = arrays.lengths(EncoderFiles.DICTIONARY);
        return new EncoderWeights(settings.origin(),
                arrays.matrix(EncoderFiles.DICTIONARY, shape[0], shape[1]),
                arrays.vector(EncoderFiles.DECODER_BIAS, shape[1]),
                arrays.matrix(EncoderFiles.ENCODER, shape[0], shape[1]),
                arrays.vector(EncoderFiles.ENCODER_BIAS, shape[0]),
                new AffineEncoder.Settings(
                        EncoderFiles.activation(settings, arrays, shape[0]), settings.centred(),
                        settings.scaling()),
                List.of());
    }

    /** The settings are read as JSON, in whatever version of {@code train} wrote them. */
    private static EncoderWeights trained(Path place) {
        JsonNode model = RunRecord.readConfig(place).at("/settings/architecture");
        String latent = word(model.path("latent"));
        boolean sae = latent.equals("sae");
        if (!sae && !LATENTS.contains(latent)) {
            throw new InputException(place + ": is a " + latent + " model; a poisson, gaussian,"
                    + " laplace or sae one is wanted");
        }
        if (model.hasNonNull("levels")) {
            throw new InputException(place + ": has two levels; a model of one is wanted");
        }
        requireLinear(place, "encoder", model, sae);
        requireLinear(place, "decoder", model, sae);
        ModelArrays arrays = ModelArrays.ofFolder(place);
        int[] shape = arrays.lengths(EncoderFiles.DICTIONARY);
        int units = shape[0];
        int pixels = shape[1];
        boolean scales = latent.equals("gaussian") || latent.equals("laplace");
        FMatrixRMaj encoder =
                arrays.matrix(EncoderFiles.ENCODER, scales ? 2 * units : units, pixels);
        FMatrixRMaj first = new FMatrixRMaj(units, pixels);
        System.arraycopy(encoder.data, 0, first.data, 0, first.data.length);
        FMatrixRMaj encoderBias = arrays.vectorOrZeros(EncoderFiles.ENCODER_BIAS, units);
        CodeActivation activation = latent.equals("poisson")
                ? new CodeActivation.PoissonRate(
                        arrays.vector(EncoderFiles.PRIOR_LOG_RATE, units), CLAMP)
                : activation(place, model, arrays, encoderBias);
        return new EncoderWeights("parsimony train, " + latent,
                arrays.matrix(EncoderFiles.DICTIONARY, units, pixels),
                arrays.vectorOrZeros(EncoderFiles.DECODER_BIAS, pixels), first, encoderBias,
                new AffineEncoder.Settings(activation, false, InputScaling.NONE), List.of());
    }

    private static String word(JsonNode node) {
        return node.asText("").toLowerCase(Locale.ROOT);
    }

    private static void requireLinear(Path place, String part, JsonNode model, boolean bias) {
        JsonNode network = model.path(part);
        String kind = word(network.isObject() ? network.path("network") : network);
        if (!kind.equals("linear") && !(bias && kind.equals("linear+b"))) {
            throw new InputException(place + ": its " + part + " is " + kind
                    + "; a linear one is wanted");
        }
    }

    private static CodeActivation activation(Path place, JsonNode model, ModelArrays arrays,
            FMatrixRMaj encoderBias) {
        int units = encoderBias.numCols;
        String name = word(model.path("activation"));
        boolean sae = word(model.path("latent")).equals("sae");
        if (name.equals("relu")) {
            return new CodeActivation.Relu();
        } else if (!sae && name.equals("none")) {
            return new CodeActivation.Location();
        } else if (sae && name.equals("topk")) {
            return new CodeActivation.TopK(model.at("/sae/nonzeros").asInt());
        } else if (sae && (name.equals("jumprelu") || name.equals("batchtopk"))) {
            return new CodeActivation.JumpRelu(
                    arrays.vectorOrNumber(EncoderFiles.THRESHOLD, units));
        } else if (sae && name.equals("gated")) {
            FMatrixRMaj gains = SaeLensFormat.exponential(arrays.vector("log_gain", units));
            FMatrixRMaj sizes = arrays.vector(EncoderFiles.MAGNITUDE_BIAS, units);
            for (int k = 0; k < units; k++) { // its size is e^r·u + b, and u has the encoder's bias
                sizes.data[k] += gains.data[k] * encoderBias.data[k];
            }
            return new CodeActivation.Gated(gains, sizes);
        }
        throw new InputException(place + ": its codes pass through " + name + "; "
                + (sae ? "relu, topk, batchtopk, jumprelu and gated" : "none and relu")
                + " are known");
    }
}
