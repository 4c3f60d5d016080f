package parsimony.experiment.run;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import parsimony.compare.CurvePoint;
import parsimony.signals.InputException;

/**
 * The result of inference at every λ.
 *
 * @param points  one for each λ, rising
 * @param seconds that inference took
 */
public record SweepResult(@JsonProperty(required = true) List<CurvePoint> points,
        double seconds) implements Result {

    /**
     * Checks the values.
     *
     * @throws InputException if a point has no λ or no gap
     */
    public SweepResult {
        points = List.copyOf(points);
        for (CurvePoint point : points) {
            if (point.lambda() == null || point.relativeGap() == null) {
                throw new InputException("lambda or relative_gap is not a number");
            }
        }
    }

    @Override
    public List<CurvePoint> points(Run run) {
        return points;
    }
}
