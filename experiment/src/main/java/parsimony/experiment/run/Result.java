package parsimony.experiment.run;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import parsimony.compare.CurvePoint;
import parsimony.compare.gap.Excess;

/** The result of a finished run, as its {@code metrics.json} keeps it. */
public interface Result {

    /** {@return seconds that the work took, including those before an interruption} */
    double seconds();

    /**
     * {@return its points in the error–sparsity plane, none by default}
     *
     * @param run that has this result
     */
    default List<CurvePoint> points(Run run) {
        return List.of();
    }

    /**
     * {@return the excess of a point of its model or of inference on its dictionary; empty if this
     * is no result of that}
     *
     * @param point of the model's own run, or of inference on its dictionary
     */
    default Optional<Excess> excess(CurvePoint point) {
        return Optional.empty();
    }

    /** {@return its points on patches of other images, none by default} */
    default List<Elsewhere> elsewhere() {
        return List.of();
    }

    /** {@return what an encoder loses of its objective; empty unless the run measured it} */
    default Optional<FreeEnergyResult> freeEnergy() {
        return Optional.empty();
    }

    /**
     * {@return what it tells of the model that the run works on, by the names of columns; nothing
     * by default} A sweep has these numbers in the row of the model.
     */
    default Map<String, Double> ofModel() {
        return Map.of();
    }

    /** {@return how well a VAE describes patches; empty unless the run trained one} */
    default Optional<VaeMeasures> vae() {
        return Optional.empty();
    }
}
