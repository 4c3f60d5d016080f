package parsimony.experiment.encoder;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import parsimony.data.MatrixRows;
import parsimony.experiment.run.RunRecord;
import parsimony.signals.InputException;
import parsimony.signals.Monitor;
import parsimony.sparsecoding.CodeActivation;
import parsimony.sparsecoding.InputScaling;

/**
 * An encoder from elsewhere, on its way into a run folder, where {@link ImportedEncoder#load} finds
 * it again.
 */
public final class EncoderImport {
    private final Path source;
    private final OptionalDouble scale;
    private final EncoderWeights weights;
    private final ImportedEncoder encoder;

    /**
     * The settings in {@code config.json}.
     *
     * @param source     the file or folder that was imported
     * @param scale      what the user said inputs were multiplied by in training; null for nothing
     * @param patches    the inputs of the self-check; null for none
     * @param origin     what the encoder is and where it comes from, in words
     * @param activation its name
     * @param k          active units of a TopK encoder; else null
     * @param clamp      upper clamp of the log rates of a Poisson encoder; else null
     * @param centred    whether the decoder's bias is subtracted from inputs
     * @param scaling    of inputs
     */
    public record Settings(String source, Double scale, String patches, String origin,
            String activation, Integer k, Double clamp, boolean centred, InputScaling scaling) {
    }

    private EncoderImport(Path source, OptionalDouble scale, EncoderWeights weights) {
        this.source = source;
        this.scale = scale;
        this.weights = weights;
        encoder = weights.build();
    }

    /**
     * Reads an encoder.
     *
     * @param source a file or folder in a form that {@link ImportedEncoder#forms} lists
     * @param scale  what inputs were multiplied by when the encoder was trained, if its files do
     *               not say it; above 0. Weights are changed so that they take inputs as they are
     * @return the encoder
     * @throws InputException as {@link ImportedEncoder#load} does
     */
    public static EncoderImport read(Path source, OptionalDouble scale) {
        if (scale.isPresent() && !(scale.getAsDouble() > 0
                && scale.getAsDouble() < Double.POSITIVE_INFINITY)) {
            throw new InputException("scale", scale.getAsDouble(), "must be above 0, and finite");
        }
        return new EncoderImport(source, scale, ImportedEncoder.weights(source, scale));
    }

    /** {@return the encoder} */
    public ImportedEncoder encoder() {
        return encoder;
    }

    /** {@return what the user should know of how it was read, one sentence each} */
    public List<String> remarks() {
        return weights.remarks();
    }

    /**
     * Writes arrays and {@code config.json}.
     *
     * @param folder  of the run
     * @param command the arguments of {@code parsimony}, as given
     * @param patches the place of the inputs of the self-check; null for none
     * @throws IOException if a file cannot be written
     */
    public void write(Path folder, List<String> command, String patches) throws IOException {
        CodeActivation activation = weights.settings().activation();
        EncoderFiles.write(weights, folder);
        RunRecord.writeConfig(folder, command, new Settings(RunRecord.place(source),
                scale.isPresent() ? scale.getAsDouble() : null, patches, weights.origin(),
                EncoderFiles.name(activation),
                activation instanceof CodeActivation.TopK top ? top.k() : null,
                activation instanceof CodeActivation.PoissonRate rate ? rate.clamp() : null,
                weights.settings().centred(), weights.settings().scaling()));
    }

    /**
     * The self-check: what a wrong reading would show. Norms of the atoms and how well encoder and
     * decoder rows agree; with inputs also how many units are active, what the codes explain and
     * which units are dead.
     *
     * @param patches  inputs as they are, N×D; null for none
     * @param progress told about how far it is
     * @return metrics by name, in the order in which they are printed
     * @throws InputException if the inputs are not of the encoder's kind
     */
    public Map<String, Object> check(MatrixRows patches, Monitor progress) {
        Map<String, Object> metrics = new LinkedHashMap<>();
        metrics.put("units", encoder.dictionary().size());
        metrics.put("pixels", encoder.dictionary().pixels());
        WeightCheck.of(weights).addTo(metrics);
        if (patches != null) {
            CodeCheck check = new CodeCheck(encoder);
            check.run(patches, progress);
            check.addTo(metrics);
        }
        return metrics;
    }
}
