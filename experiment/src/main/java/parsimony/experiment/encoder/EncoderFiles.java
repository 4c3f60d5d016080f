package parsimony.experiment.encoder;

import java.nio.file.Path;
import org.ejml.data.FMatrixRMaj;
import parsimony.data.Npy;
import parsimony.experiment.run.FileNames;
import parsimony.signals.InputException;
import parsimony.sparsecoding.CodeActivation;

/** The arrays of an imported encoder in its run folder, and the names of activations. */
final class EncoderFiles {
    /** Names of arrays, without the ending of their files. */
    static final String DICTIONARY = name(FileNames.DICTIONARY);
    static final String ENCODER = name(FileNames.ENCODER);
    static final String PRIOR_LOG_RATE = name(FileNames.PRIOR_LOG_RATE);
    static final String DECODER_BIAS = name(FileNames.DECODER_BIAS);
    static final String ENCODER_BIAS = name(FileNames.ENCODER_BIAS);

    static final String THRESHOLD = name(FileNames.THRESHOLD);
    static final String MAGNITUDE_BIAS = name(FileNames.MAGNITUDE_BIAS);

    private static final String RELU = "relu";
    private static final String TANH_RELU = "tanh-relu";
    private static final String TOP_K = "topk";
    private static final String JUMP_RELU = "jumprelu";
    private static final String GATED = "gated";
    private static final String POISSON_RATE = "poisson-rate";
    private static final String LOCATION = "location";

    private EncoderFiles() {}

    private static String name(String file) {
        return file.substring(0, file.length() - ".npy".length());
    }

    static void write(EncoderWeights weights, Path folder) {
        Npy.write(folder.resolve(FileNames.DICTIONARY), weights.dictionary());
        Npy.write(folder.resolve(FileNames.ENCODER), weights.encoder());
        Npy.write(folder.resolve(FileNames.DECODER_BIAS), weights.bias().data);
        Npy.write(folder.resolve(FileNames.ENCODER_BIAS), weights.encoderBias().data);
        CodeActivation activation = weights.settings().activation();
        if (activation instanceof CodeActivation.JumpRelu jump) {
            Npy.write(folder.resolve(FileNames.THRESHOLD), jump.thresholds().data);
        } else if (activation instanceof CodeActivation.Gated gated) {
            Npy.write(folder.resolve(FileNames.GATE_SCALE), gated.scales().data);
            Npy.write(folder.resolve(FileNames.MAGNITUDE_BIAS), gated.magnitudes().data);
        } else if (activation instanceof CodeActivation.PoissonRate rate) {
            Npy.write(folder.resolve(FileNames.PRIOR_LOG_RATE), rate.logPrior().data);
        }
    }

    static String name(CodeActivation activation) {
        if (activation instanceof CodeActivation.Relu) {
            return RELU;
        } else if (activation instanceof CodeActivation.TanhRelu) {
            return TANH_RELU;
        } else if (activation instanceof CodeActivation.TopK) {
            return TOP_K;
        } else if (activation instanceof CodeActivation.JumpRelu) {
            return JUMP_RELU;
        } else if (activation instanceof CodeActivation.Gated) {
            return GATED;
        }
        return activation.signed() ? LOCATION : POISSON_RATE;
    }

    static CodeActivation activation(EncoderImport.Settings settings, ModelArrays arrays,
            int units) {
        return switch (settings.activation()) {
            case RELU -> new CodeActivation.Relu();
            case TANH_RELU -> new CodeActivation.TanhRelu();
            case TOP_K -> new CodeActivation.TopK(settings.k());
            case JUMP_RELU -> new CodeActivation.JumpRelu(
                    arrays.vector(THRESHOLD, units));
            case GATED -> new CodeActivation.Gated(
                    arrays.vector(name(FileNames.GATE_SCALE), units),
                    arrays.vector(MAGNITUDE_BIAS, units));
            case POISSON_RATE -> new CodeActivation.PoissonRate(
                    arrays.vector(PRIOR_LOG_RATE, units), settings.clamp());
            case LOCATION -> new CodeActivation.Location();
            default -> throw new InputException("activation", settings.activation(),
                    "is not known to this version; import the encoder anew");
        };
    }
}
