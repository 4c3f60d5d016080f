package parsimony.experiment.encoder;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import org.ejml.data.FMatrixRMaj;
import parsimony.data.NamedArrays;
import parsimony.signals.InputException;
import parsimony.sparsecoding.CodeActivation;

/**
 * A checkpoint of the P-VAE's authors with linear encoder and decoder, Poisson, Gaussian or
 * Laplace. Codes are posterior means: rates, or locations. Source: Vafaii, Galor &amp; Yates
 * (2024) and their code.
 */
final class PoissonVaeFormat implements EncoderFormat {
    private static final String ENCODER = "fc_enc.weight";
    private static final String DECODER = "fc_dec.weight";
    private static final String MODEL = "model.";
    /** The upper clamp of log rates in the published models. */
    private static final double CLAMP = 5.3;

    @Override
    public String form() {
        return "a checkpoint of the P-VAE's authors (.pt)";
    }

    @Override
    public boolean matches(Path place) {
        return place.toString().endsWith(".pt") && Files.isRegularFile(place)
                && !prefix(NamedArrays.open(place)).equals("none");
    }

    /** What stands before the names of the model's tensors. */
    private static String prefix(NamedArrays arrays) {
        return arrays.has(MODEL + ENCODER) ? MODEL : arrays.has(ENCODER) ? "" : "none";
    }

    @Override
    public EncoderWeights read(Path place, OptionalDouble scale) {
        ModelArrays arrays = ModelArrays.of(place, prefix(NamedArrays.open(place)));
        int[] decoder = arrays.lengths(DECODER);
        int pixels = decoder[0];
        int units = decoder[1];
        FMatrixRMaj atoms = EncoderWeights.transpose(arrays.matrix(DECODER, pixels, units));
        FMatrixRMaj none = new FMatrixRMaj(1, pixels);
        EncoderWeights weights;
        if (arrays.has("log_rate")) {
            weights = new EncoderWeights("P-VAE's authors, poisson", atoms, none,
                    arrays.matrix(ENCODER, units, pixels), new FMatrixRMaj(1, units),
                    new CodeActivation.PoissonRate(arrays.vector("log_rate", units), CLAMP), false,
                    List.of("rates are clamped as in the published models, at e^5.3"));
        } else if (arrays.has("loc") && arrays.has("log_scale")) {
            if (!zeros(arrays.vector("loc", units))) {
                throw new InputException(place + ": its prior has locations other than 0; those of"
                        + " the published models are 0");
            }
            arrays.vector("log_scale", units);
            FMatrixRMaj both = arrays.matrix(ENCODER, 2 * units, pixels);
            FMatrixRMaj locations = new FMatrixRMaj(units, pixels);
            System.arraycopy(both.data, 0, locations.data, 0, locations.data.length);
            weights = new EncoderWeights("P-VAE's authors, gaussian or laplace", atoms, none,
                    locations, new FMatrixRMaj(1, units), new CodeActivation.Location(), false,
                    List.of("codes are the posterior's locations, without an activation"));
        } else {
            throw new InputException(place + ": holds neither log_rate nor loc and log_scale; "
                    + (arrays.has("logits") ? "a categorical model is not read"
                            : "it is no model that is known"));
        }
        arrays.requireAllRead(Set.of("temp", "n_exp"));
        return weights;
    }

    private static boolean zeros(FMatrixRMaj vector) {
        for (float value : vector.data) {
            if (value != 0) {
                return false;
            }
        }
        return true;
    }
}
