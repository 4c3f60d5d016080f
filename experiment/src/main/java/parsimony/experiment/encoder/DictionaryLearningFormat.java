package parsimony.experiment.encoder;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import org.ejml.data.FMatrixRMaj;
import parsimony.signals.InputException;
import parsimony.sparsecoding.CodeActivation;

/**
 * A folder that dictionary_learning wrote: {@code config.json} and {@code ae.pt}. Its
 * {@code dict_class} says which of six encoders it is. Source: dictionary_learning,
 * {@code dictionary.py} and {@code trainers/}.
 */
final class DictionaryLearningFormat extends FolderFormat {
    private static final String CLASS = "dict_class";

    DictionaryLearningFormat() {
        super("dictionary_learning", "config.json", "ae.pt");
    }

    @Override
    EncoderWeights read(Path folder, ModelConfig settings, ModelArrays arrays,
            OptionalDouble scale) {
        ModelConfig config = settings.part("trainer");
        String name = config.text(CLASS, "");
        EncoderWeights weights = switch (name) {
            case "AutoEncoder" -> linear(arrays, "bias", true, new CodeActivation.Relu());
            case "AutoEncoderNew" -> linear(arrays, "decoder.bias", false,
                    new CodeActivation.Relu());
            case "AutoEncoderTopK" -> {
                int k = k(arrays, config);
                yield linear(arrays, "b_dec", true, new CodeActivation.TopK(k));
            }
            case "BatchTopKSAE" -> linear(arrays, "b_dec", true,
                    threshold(arrays, arrays.length("encoder.bias")));
            case "MatryoshkaBatchTopKSAE" -> plain(arrays, true,
                    threshold(arrays, arrays.length("b_enc")));
            case "JumpReluAutoEncoder" -> plain(arrays, false, new CodeActivation.JumpRelu(
                    arrays.vector("threshold", arrays.length("b_enc")))).withUnitAtoms(false);
            case "GatedAutoEncoder" -> gated(arrays).withUnitAtoms(false);
            default -> throw config.refusal(CLASS, "known are AutoEncoder, AutoEncoderNew,"
                    + " AutoEncoderTopK, BatchTopKSAE, MatryoshkaBatchTopKSAE, JumpReluAutoEncoder"
                    + " and GatedAutoEncoder");
        };
        config.requireSize("dict_size", weights.encoder().numRows);
        config.requireSize("activation_dim", weights.encoder().numCols);
        boolean hasK = !name.equals("AutoEncoderTopK") && name.contains("TopK");
        arrays.requireAllRead(name.equals("AutoEncoderTopK") ? Set.of("threshold")
                : hasK ? Set.of("k", "group_sizes") : Set.of());
        return weights.with("dictionary_learning, " + name);
    }

    /** Encoder and decoder are linear layers of PyTorch: weights of outputs × inputs. */
    private static EncoderWeights linear(ModelArrays arrays, String bias, boolean centred,
            CodeActivation activation) {
        int units = arrays.length("encoder.bias");
        int pixels = arrays.length(bias);
        return new EncoderWeights("",
                EncoderWeights.transpose(arrays.matrix("decoder.weight", pixels, units)),
                arrays.vector(bias, pixels), arrays.matrix("encoder.weight", units, pixels),
                arrays.vector("encoder.bias", units), activation, centred, arrays.remarks());
    }

    private static EncoderWeights plain(ModelArrays arrays, boolean centred,
            CodeActivation activation) {
        int units = arrays.length("b_enc");
        int pixels = arrays.length("b_dec");
        return new EncoderWeights("", arrays.matrix("W_dec", units, pixels),
                arrays.vector("b_dec", pixels),
                EncoderWeights.transpose(arrays.matrix("W_enc", pixels, units)),
                arrays.vector("b_enc", units), activation, centred, arrays.remarks());
    }

    private static EncoderWeights gated(ModelArrays arrays) {
        int units = arrays.length("gate_bias");
        int pixels = arrays.length("decoder_bias");
        CodeActivation activation = new CodeActivation.Gated(
                SaeLensFormat.exponential(arrays.vector("r_mag", units)),
                arrays.vector("mag_bias", units));
        return new EncoderWeights("",
                EncoderWeights.transpose(arrays.matrix("decoder.weight", pixels, units)),
                arrays.vector("decoder_bias", pixels),
                arrays.matrix("encoder.weight", units, pixels), arrays.vector("gate_bias", units),
                activation, true, arrays.remarks());
    }

    private static int k(ModelArrays arrays, ModelConfig config) {
        OptionalInt said = config.whole("k");
        if (!arrays.has("k")) {
            return said.orElseThrow(() -> config.refusal("k",
                    "must say how many units of a TopK encoder are active"));
        }
        int k = Math.round(arrays.number("k"));
        if (said.isPresent() && said.getAsInt() != k) {
            throw config.refusal("k", "the weights say " + k);
        }
        return k;
    }

    private static CodeActivation threshold(ModelArrays arrays, int units) {
        float threshold = arrays.number("threshold");
        if (threshold < 0) {
            throw new InputException("threshold is " + threshold + ": the training ended before a"
                    + " threshold of BatchTopK was set, so that single inputs cannot be encoded");
        }
        FMatrixRMaj all = new FMatrixRMaj(1, units);
        Arrays.fill(all.data, threshold);
        return new CodeActivation.JumpRelu(all);
    }
}
