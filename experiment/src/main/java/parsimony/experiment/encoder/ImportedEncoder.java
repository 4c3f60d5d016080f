package parsimony.experiment.encoder;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.ejml.data.FMatrixRMaj;
import parsimony.signals.InputException;
import parsimony.sparsecoding.AffineEncoder;
import parsimony.sparsecoding.Dictionary;

/**
 * An encoder from elsewhere with its linear decoder.
 *
 * @param encoder    from inputs to codes. Its {@link AffineEncoder#prepare} gives the inputs in
 *                   whose space b + Φa is the reconstruction
 * @param dictionary the decoder Φ, K×D
 * @param bias       the decoder's bias b, 1×D; may be zeros
 * @param signed     whether codes may be negative
 * @param origin     what it is and where it comes from, in words
 */
public record ImportedEncoder(AffineEncoder encoder, Dictionary dictionary, FMatrixRMaj bias,
        boolean signed, String origin) {

    /**
     * Loads an encoder: the run folder of {@code parsimony import} or of a linear model of
     * {@code parsimony train}, or any form that {@code import} reads.
     *
     * @param place a file or folder
     * @return the encoder
     * @throws InputException if there is none, it has no form that is known, is damaged, or has a
     *                        weight or setting that is not known
     */
    public static ImportedEncoder load(Path place) {
        return weights(place, OptionalDouble.empty()).build();
    }

    /**
     * {@return the forms that are read, one a line, for help and messages}
     */
    public static String forms() {
        return EncoderFormat.all().stream().map(EncoderFormat::form)
                .collect(Collectors.joining("; "));
    }

    /** Reads the weights, for inputs that the encoder's makers multiplied by a scale. */
    static EncoderWeights weights(Path place, OptionalDouble scale) {
        if (!Files.exists(place)) {
            throw new InputException(place + ": no such file or folder");
        }
        EncoderFormat format = EncoderFormat.all().stream().filter(f -> f.matches(place))
                .findFirst().orElseThrow(() -> new InputException(
                        place + ": is no encoder in a form that is known, which are " + forms()));
        EncoderWeights weights = format.read(place, scale);
        return scale.isPresent() ? weights.onInputsTimes(scale.getAsDouble()) : weights;
    }
}
