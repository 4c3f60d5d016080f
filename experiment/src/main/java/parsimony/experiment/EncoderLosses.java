package parsimony.experiment;

import java.util.List;
import java.util.function.ToDoubleFunction;
import parsimony.compare.gap.EncoderLoss;
import parsimony.compare.statistics.SampleMean;

/** Means over seeds of what the encoders of one model lose. */
final class EncoderLosses {
    private EncoderLosses() {}

    /**
     * {@return the mean over seeds of a number of the loss of the trained objective}
     *
     * @param error its standard error over patches, of which the interval is made where there are
     *              too few seeds
     */
    static SampleMean mean(double level, List<Results.FreeEnergy> seeds,
            ToDoubleFunction<EncoderLoss> value, ToDoubleFunction<EncoderLoss> error) {
        return of(level, seeds.stream().map(Results.FreeEnergy::objective).toList(), value, error);
    }

    /** {@return the same of the loss of the negative ELBO} */
    static SampleMean ofNelbo(double level, List<Results.FreeEnergy> seeds,
            ToDoubleFunction<EncoderLoss> value, ToDoubleFunction<EncoderLoss> error) {
        return of(level, seeds.stream().map(Results.FreeEnergy::nelbo).toList(), value, error);
    }

    private static SampleMean of(double level, List<EncoderLoss> seeds,
            ToDoubleFunction<EncoderLoss> value, ToDoubleFunction<EncoderLoss> error) {
        return SampleMean.withErrors(level, seeds.stream().mapToDouble(value).toArray(),
                seeds.stream().mapToDouble(error).toArray());
    }
}
