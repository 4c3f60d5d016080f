package parsimony.experiment.encoder;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.Set;
import parsimony.sparsecoding.CodeActivation;

/**
 * Gemma Scope's {@code params.npz}: a JumpReLU encoder whose input is not centred. Source:
 * Lieberum et al. (2024), arXiv:2408.05147, and its tutorial.
 */
final class GemmaScopeFormat implements EncoderFormat {
    private static final String FILE = "params.npz";

    @Override
    public String form() {
        return "Gemma Scope's " + FILE;
    }

    private static Path file(Path place) {
        return Files.isDirectory(place) ? place.resolve(FILE) : place;
    }

    @Override
    public boolean matches(Path place) {
        return file(place).endsWith(FILE) && Files.exists(file(place));
    }

    @Override
    public EncoderWeights read(Path place, OptionalDouble scale) {
        ModelArrays arrays = ModelArrays.of(file(place));
        String w = arrays.has("w_dec") ? "w_" : "W_";
        int pixels = arrays.length("b_dec");
        int units = arrays.length("b_enc");
        EncoderWeights weights = new EncoderWeights("Gemma Scope, jumprelu",
                arrays.matrix(w + "dec", units, pixels), arrays.vector("b_dec", pixels),
                EncoderWeights.transpose(arrays.matrix(w + "enc", pixels, units)),
                arrays.vector("b_enc", units),
                new CodeActivation.JumpRelu(arrays.vector("threshold", units)), false,
                arrays.remarks());
        arrays.requireAllRead(Set.of());
        return weights;
    }
}
