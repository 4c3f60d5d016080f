package parsimony.experiment.run;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;
import java.util.Optional;
import parsimony.compare.CurvePoint;

/**
 * The result of training a VAE.
 *
 * @param measures   on the validation patches
 * @param parameters trained numbers of the model; null in runs of version 0.1
 * @param iterations gradient steps that were done
 * @param seconds    that these steps took
 */
public record TrainResult(@JsonUnwrapped VaeMeasures measures, Long parameters, long iterations,
        double seconds) implements Result {

    /** The point of the VAE's own encoder. */
    @Override
    public List<CurvePoint> points(Run run) {
        VaeMeasures m = measures;
        return List.of(new CurvePoint(run.model(), CurvePoint.AMORTIZED, null, run.beta(), m.mse(),
                m.mseMap(), m.r2(),
                m.r2Pooled(), m.r2Median(), m.lifetime(), m.population(), m.portionZeros(), null));
    }

    @Override
    public Optional<VaeMeasures> vae() {
        return Optional.of(measures);
    }
}
