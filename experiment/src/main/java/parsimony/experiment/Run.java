package parsimony.experiment;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import parsimony.experiment.run.Checksum;
import parsimony.experiment.run.Learning;
import parsimony.experiment.run.RunRecord;
import parsimony.sparsecoding.Solver;
import parsimony.vae.Architecture;
import parsimony.vae.Training;

/** A piece of work that ends in a folder of its own. Two runs with the same key come to the same result. */
sealed interface Run {

    /** Whose dictionary it makes or works on, by its name in the experiment. */
    String model();

    /** Of the model's random draws. */
    long seed();

    /** What people call the run; its folder is called this and the beginning of the key. */
    String name();

    /** SHA-256 of everything that the result depends on: description, data and code. */
    String key();

    /**
     * The training of a VAE.
     *
     * @param activeThreshold mean divergence in nats from which a unit counts as active; null for that of the latent
     */
    record OfVae(String model, String name, String key, Architecture architecture, Training training, Double activeThreshold)
            implements Run {
        @Override
        public long seed() {
            return training.seed();
        }

        double beta() {
            return training.annealing().beta().end();
        }
    }

    /** The learning of a dictionary. */
    record OfDictionary(String model, String name, String key, Learning learning) implements Run {
        @Override
        public long seed() {
            return learning.seed();
        }
    }

    /** Iterative inference on the dictionary of another run, at every λ. */
    record OfInference(Run on, String name, String key, Solver<?> method, boolean signed, List<Double> lambdas)
            implements Run {
        @Override
        public String model() {
            return on.model();
        }

        @Override
        public long seed() {
            return on.seed();
        }

        /** Weight of the KL term that the dictionary was trained with; null if there was none. */
        Double beta() {
            return on instanceof OfVae vae ? vae.beta() : null;
        }
    }

    /**
     * The key of a run.
     *
     * @param kind of run
     * @param data what identifies its patches, or the key of the run before
     */
    static String key(String kind, String data, Object... settings) {
        Map<String, Object> description = new LinkedHashMap<>();
        description.put("code", Checksum.ofCode());
        description.put("kind", kind);
        description.put("data", data);
        description.put("settings", settings);
        return Checksum.of(RunRecord.oneLine(description));
    }
}
