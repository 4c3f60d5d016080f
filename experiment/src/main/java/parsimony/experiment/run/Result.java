package parsimony.experiment.run;

import java.util.List;
import java.util.Optional;
import parsimony.compare.CurvePoint;

/** What a finished run came to, as its {@code metrics.json} keeps it. */
public interface Result {

    /** How long the work took, with that of earlier tries. */
    double seconds();

    /**
     * Its points in the error–sparsity plane, none by default.
     *
     * @param run that came to it
     */
    default List<CurvePoint> points(Run run) {
        return List.of();
    }

    /** How well the trained model describes patches, if that is what was done. */
    default Optional<VaeMeasures> vae() {
        return Optional.empty();
    }
}
