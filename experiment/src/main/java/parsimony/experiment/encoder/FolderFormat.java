package parsimony.experiment.encoder;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;

/**
 * A folder with settings in JSON and arrays in one other file. The place is the folder, or that
 * file in it.
 */
abstract class FolderFormat implements EncoderFormat {
    private final String program;
    private final String config;
    private final String weights;

    /**
     * A form.
     *
     * @param program that writes such folders
     * @param config the name of the file of settings
     * @param weights the name of the file of arrays, which no other form has
     */
    FolderFormat(String program, String config, String weights) {
        this.program = program;
        this.config = config;
        this.weights = weights;
    }

    @Override
    public String form() {
        return "a folder of " + program + " (" + config + ", " + weights + ")";
    }

    private Path folder(Path place) {
        return place.endsWith(weights) ? place.toAbsolutePath().getParent() : place;
    }

    @Override
    public boolean matches(Path place) {
        return Files.exists(folder(place).resolve(weights));
    }

    @Override
    public EncoderWeights read(Path place, OptionalDouble scale) {
        Path folder = folder(place);
        return read(folder, new ModelConfig(folder.resolve(config)),
                ModelArrays.of(folder.resolve(weights)), scale);
    }

    /** Reads an encoder, as {@link #read(Path, OptionalDouble)} does. */
    abstract EncoderWeights read(Path folder, ModelConfig settings, ModelArrays arrays,
            OptionalDouble scale);
}
