package parsimony.experiment.encoder;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.Set;
import org.ejml.data.FMatrixRMaj;
import parsimony.data.NamedArrays;
import parsimony.signals.InputException;
import parsimony.sparsecoding.CodeActivation;

/**
 * Arrays of anybody's, in a folder of {@code .npy} files or one file of named arrays:
 * {@code dictionary}, K×D, and {@code encoder}, K×D, or their transposes; {@code bias}, D numbers
 * that the decoder adds, and {@code encoder_bias}, K numbers, zeros where missing. What makes the
 * code must be said: {@code threshold}, K numbers or one (units above it are active; 0 for ReLU),
 * or {@code k} (TopK). The bias is not subtracted from inputs.
 */
final class BareArraysFormat implements EncoderFormat {
    private static final String DICTIONARY = "dictionary";
    private static final String ENCODER = "encoder";

    @Override
    public String form() {
        return "arrays dictionary, encoder, threshold or k, bias and encoder_bias (.npy in a"
                + " folder, .npz, .safetensors, .pt)";
    }

    @Override
    public boolean matches(Path place) {
        if (Files.isDirectory(place)) {
            return Files.exists(place.resolve(DICTIONARY + ".npy"))
                    && Files.exists(place.resolve(ENCODER + ".npy"));
        }
        NamedArrays arrays = NamedArrays.open(place);
        return arrays.has(DICTIONARY) && arrays.has(ENCODER);
    }

    @Override
    public EncoderWeights read(Path place, OptionalDouble scale) {
        ModelArrays arrays =
                Files.isDirectory(place) ? ModelArrays.ofFolder(place) : ModelArrays.of(place);
        int[] shape = arrays.lengths(DICTIONARY);
        boolean transposed = arrays.has("bias") && shape[0] != shape[1]
                && arrays.length("bias") == shape[0];
        int units = transposed ? shape[1] : shape[0];
        int pixels = transposed ? shape[0] : shape[1];
        if (arrays.has("threshold") == arrays.has("k")) {
            throw new InputException(place + ": holds " + (arrays.has("k") ? "both" : "neither")
                    + " threshold and k; one must say what makes the code: threshold (0 for ReLU)"
                    + " or k, the number of active units");
        }
        CodeActivation activation = arrays.has("k")
                ? new CodeActivation.TopK(Math.round(arrays.number("k")))
                : activation(arrays.vectorOrNumber("threshold", units));
        EncoderWeights weights = new EncoderWeights("arrays",
                arrays.matrix(DICTIONARY, units, pixels), arrays.vectorOrZeros("bias", pixels),
                arrays.matrix(ENCODER, units, pixels), arrays.vectorOrZeros("encoder_bias", units),
                activation, false, arrays.remarks());
        arrays.requireAllRead(Set.of());
        return weights;
    }

    private static CodeActivation activation(FMatrixRMaj thresholds) {
        for (float threshold : thresholds.data) {
            if (threshold > 0) {
                return new CodeActivation.JumpRelu(thresholds);
            }
        }
        return new CodeActivation.Relu();
    }
}
