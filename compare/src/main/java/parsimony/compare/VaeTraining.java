package parsimony.compare;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.ejml.data.FMatrixRMaj;
import parsimony.data.DataException;
import parsimony.data.Npy;
import parsimony.vae.Architecture;
import parsimony.vae.Evaluation;
import parsimony.vae.Trainer;
import parsimony.vae.Training;
import parsimony.vae.Vae;

/** Training a variational autoencoder under the eyes of the user, and what is kept of it. */
public final class VaeTraining {
    private static final int STEPS_BETWEEN_NOTES = 20;

    private VaeTraining() {
    }

    /**
     * Trains a model to the end of its plan.
     *
     * @param train N×D
     * @throws IllegalArgumentException if the model, the plan and the patches do not suit one another
     */
    public static Vae train(Architecture architecture, Training training, FMatrixRMaj train, Progress progress) {
        progress.phase("Training " + architecture.latent() + " VAE", training.iterations(), "steps");
        return Trainer.train(architecture, training, train, step -> {
            if (step.iteration() % STEPS_BETWEEN_NOTES == 0 || step.iteration() == step.iterations()) {
                progress.at(step.iteration(), String.format(Locale.ROOT, "loss %.1f mse %.1f kl %.1f active %.2f",
                        step.loss(), step.mse(), step.kl(), step.active()));
            }
            return true;
        });
    }

    /** The measures of an evaluation by their names in {@code metrics.json}. */
    public static Map<String, Object> metrics(Evaluation e) {
        Map<String, Object> metrics = new LinkedHashMap<>();
        metrics.put("nelbo", e.nelbo());
        metrics.put("mse", e.mse());
        metrics.put("kl", e.kl());
        metrics.put("mse_map", e.mseMap());
        metrics.put("r2", e.r2());
        metrics.put("lifetime", e.lifetime());
        metrics.put("population", e.population());
        metrics.put("portion_zeros", e.portionZeros());
        metrics.put("active", e.active());
        return metrics;
    }

    /**
     * Writes a model's arrays and its checkpoint.
     *
     * @param dictionary name of the dictionary's file
     */
    public static void write(Vae vae, ResultFolder folder, String dictionary) throws IOException, DataException {
        if (vae.dictionary().isPresent()) {
            Npy.write(folder.file(dictionary), vae.dictionary().get().atoms());
        }
        if (vae.priorLogRate().isPresent()) {
            Npy.write(folder.file("prior_log_rate.npy"), vae.priorLogRate().get().data);
        }
        if (vae.encoderMatrix().isPresent()) {
            Npy.write(folder.file("encoder.npy"), vae.encoderMatrix().get());
        }
        vae.save(folder.path());
    }
}
