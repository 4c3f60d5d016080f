package parsimony.experiment.run;

import java.util.List;
import java.util.Optional;
import parsimony.compare.CurvePoint;

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

    /** {@return what an encoder loses of its objective; empty unless the run measured it} */
    default Optional<FreeEnergyResult> freeEnergy() {
        return Optional.empty();
    }

    /** {@return how well a VAE describes patches; empty unless the run trained one} */
    default Optional<VaeMeasures> vae() {
        return Optional.empty();
    }
}
