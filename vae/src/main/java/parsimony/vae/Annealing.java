package parsimony.vae;

import java.util.Objects;
import parsimony.signals.InputException;

/**
 * How the objective changes while a model is trained.
 *
 * @param temperature temperature of relaxed samples, above 0 throughout
 * @param beta        weight of the divergence, ≥ 0 throughout
 * @param relaxedFirst whether a straight-through sample is relaxed until the temperature has come
 *                    to its end, and hard only from then on; otherwise it is always hard
 */
public record Annealing(Schedule temperature, Schedule beta, boolean relaxedFirst) {

    /**
     * Checks the values.
     *
     * @throws InputException if a value is out of its range
     */
    public Annealing {
        Objects.requireNonNull(temperature, "temperature");
        Objects.requireNonNull(beta, "beta");
        Training.require(temperature.start() > 0 && temperature.end() > 0, "temperature",
                ends(temperature),
                "above 0 throughout");
        Training.require(beta.start() >= 0 && beta.end() >= 0, "beta", ends(beta),
                "at least 0 throughout");
    }

    private static String ends(Schedule schedule) {
        return schedule.start() + " to " + schedule.end();
    }
}
