package parsimony.experiment.encoder;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.ejml.data.FMatrixRMaj;
import parsimony.experiment.run.FileNames;
import parsimony.experiment.run.RunRecord;
import parsimony.signals.InputException;
import parsimony.sparsecoding.AffineEncoder;
import parsimony.sparsecoding.CodeActivation;
import parsimony.sparsecoding.InputScaling;
import parsimony.vae.Activation;
import parsimony.vae.Architecture;
import parsimony.vae.Distribution;

/**
 * A result folder of Parsimony's own: of {@code import}, or of {@code train} with a linear encoder
 * and decoder.
 */
final class RunFormat implements EncoderFormat {
    /** The upper clamp of log rates, as trained here. */
    private static final double CLAMP = 5.3;

    private static final List<Distribution> READ =
            List.of(Distribution.POISSON, Distribution.GAUSSIAN, Distribution.LAPLACE);

    /** The settings of {@code train} that are needed here. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Trained(Architecture architecture) {
    }

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
                arrays.vector(EncoderFiles.BIAS, shape[1]),
                arrays.matrix(EncoderFiles.ENCODER, shape[0], shape[1]),
                arrays.vector(EncoderFiles.ENCODER_BIAS, shape[0]),
                new AffineEncoder.Settings(
                        EncoderFiles.activation(settings, arrays, shape[0]), settings.centred(),
                        settings.scaling()),
                List.of());
    }

    private static EncoderWeights trained(Path place) {
        Architecture model = RunRecord.readSettings(place, Trained.class).architecture;
        if (!model.encoder().linear() || !model.hasDictionary()
                || !READ.contains(model.latent())) {
            throw new InputException(place + ": is a " + name(model.latent()) + " VAE with a "
                    + model.encoder().kind() + " encoder and a " + model.decoder().kind()
                    + " decoder; a Poisson, Gaussian or Laplace one with linear ones is wanted");
        }
        ModelArrays arrays = ModelArrays.ofFolder(place);
        int units = model.latents();
        int pixels = model.pixels();
        boolean poisson = model.latent() == Distribution.POISSON;
        FMatrixRMaj encoder =
                arrays.matrix(EncoderFiles.ENCODER, poisson ? units : 2 * units, pixels);
        FMatrixRMaj locations = new FMatrixRMaj(units, pixels);
        System.arraycopy(encoder.data, 0, locations.data, 0, locations.data.length);
        CodeActivation activation = poisson
                ? new CodeActivation.PoissonRate(
                        arrays.vector(EncoderFiles.PRIOR_LOG_RATE, units), CLAMP)
                : real(model, place);
        return new EncoderWeights("parsimony train, " + name(model.latent()),
                arrays.matrix(EncoderFiles.DICTIONARY, units, pixels), new FMatrixRMaj(1, pixels),
                locations, new FMatrixRMaj(1, units), new AffineEncoder.Settings(activation,
                        false, InputScaling.NONE),
                List.of());
    }

    private static CodeActivation real(Architecture model, Path place) {
        if (model.activation() == Activation.NONE) {
            return new CodeActivation.Location();
        }
        if (model.activation() == Activation.RELU) {
            return new CodeActivation.Relu();
        }
        throw new InputException(place + ": its codes pass through " + name(model.activation())
                + "; none and relu are known");
    }

    private static String name(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
