package parsimony.experiment.encoder;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import parsimony.experiment.run.FileNames;
import parsimony.experiment.run.RunRecord;
import parsimony.signals.InputException;
import parsimony.vae.Device;
import parsimony.vae.Vae;

/** The encoder of a finished run of {@code parsimony train} with a linear decoder. */
public final class TrainedEncoder {
    private TrainedEncoder() {}

    /**
     * {@return whether a place is a run folder of {@code parsimony train}}
     *
     * @param place a file or folder
     */
    public static boolean isOne(Path place) {
        if (!Files.exists(place.resolve(FileNames.CONFIG))) {
            return false;
        }
        JsonNode config = RunRecord.readConfig(place);
        return config.has("parsimony") && config.path("settings").path("architecture").isObject();
    }

    /**
     * Loads its model.
     *
     * @param run the folder
     * @return the model, whose decoder is a dictionary
     * @throws InputException if the run is not finished, or its decoder is not linear
     * @throws IOException if a file cannot be read
     */
    public static Vae load(Path run) throws IOException {
        if (!RunRecord.finished(run)) {
            throw new InputException("‹encoder› " + run
                    + ": did not come to its end; parsimony train ‹resume› " + run
                    + " goes on from there");
        }
        Device.CPU.requireAvailable();
        Vae vae;
        try {
            vae = Vae.load(run);
        } catch (NoSuchFileException e) {
            throw new InputException("‹encoder› " + run
                    + ": has no checkpoint to load the model from; name a run of parsimony train",
                    e);
        }
        if (vae.dictionary().isEmpty()) {
            vae.close();
            throw new InputException("‹encoder› " + run + ": has a "
                    + vae.architecture().decoder().kind()
                    + " decoder; name a run with a linear one, which is a dictionary");
        }
        return vae;
    }
}
