package parsimony.compare.gap;

import java.util.Arrays;
import org.apache.commons.statistics.descriptive.StandardDeviation;
import org.ejml.data.FMatrixRMaj;
import parsimony.sparsecoding.Dictionary;
import parsimony.sparsecoding.PoissonInference;
import parsimony.sparsecoding.PoissonSettings;
import parsimony.sparsecoding.Solution;

/**
 * How much of the objective of a linear Poisson VAE its encoder loses: how far the free energy of
 * its rates,
 * <pre>  F(λ) = ‖x − Φλ‖² + Σ_k λ_k‖φ_k‖² + β Σ_k [λ_k log(λ_k/r_k) − λ_k + r_k],</pre>
 * lies above min F, for the same dictionary, prior and β. F is convex, so the best rates found come
 * with a proven bound of what is left below them. The loss lies between two numbers:
 * <pre>  gap = F(encoder) − F(found)  ≤  F(encoder) − min F  ≤  gap + certificate.</pre>
 * All are means over N patches in nats; F is the exact expectation over spike counts. At β = 1 it
 * is the negative ELBO.
 *
 * @param encoder      mean F of the encoder's rates, ≥ 0
 * @param encoderError its standard error over patches; 0 of a single one
 * @param best         mean F of the best rates found, ≤ encoder
 * @param bestError    its standard error over patches
 * @param certificate  mean proven bound on F(found) − min F, ≥ 0
 * @param gap          encoder − best, ≥ 0
 * @param gapError     its standard error over patches
 * @param share        gap / encoder, a ratio of means, 0..1
 * @param shareError   its standard error over patches, by the delta method
 * @param shareHigh    (gap + certificate) / encoder: the loss is at most this share
 */
public record EncoderLoss(double encoder, double encoderError, double best, double bestError,
        double certificate, double gap, double gapError, double share, double shareError,
        double shareHigh) {

    /**
     * Measures the loss of rates.
     *
     * @param patches    N×D, N ≥ 1, finite
     * @param rates      of the encoder, N×K, each &gt; 0
     * @param dictionary K×D
     * @param logPrior   prior log-rates, 1×K
     * @param settings   β, and how exactly to solve
     * @return the loss
     * @throws parsimony.signals.InputException if shapes do not agree or a rate is not positive
     */
    public static EncoderLoss measure(FMatrixRMaj patches, FMatrixRMaj rates,
            Dictionary dictionary, FMatrixRMaj logPrior, PoissonSettings settings) {
        PoissonInference inference = new PoissonInference(dictionary, logPrior, settings);
        double[] encoder = inference.evaluate(patches, rates).objective();
        Solution solution = inference.solve(patches);
        double[] best = solution.objective();
        double[] certificate = solution.gap();
        for (int i = 0; i < best.length; i++) {
            // Within the solver's tolerance, the encoder's rates may be the better ones.
            if (encoder[i] < best[i]) {
                certificate[i] = Math.max(0, certificate[i] - (best[i] - encoder[i]));
                best[i] = encoder[i];
            }
        }
        return of(encoder, best, certificate);
    }

    /** The means of what was found for each patch. */
    static EncoderLoss of(double[] encoder, double[] best, double[] certificate) {
        double mean = FreeEnergyGap.mean(encoder);
        double bound = FreeEnergyGap.mean(certificate);
        double[] gap = new double[encoder.length];
        Arrays.setAll(gap, i -> encoder[i] - best[i]);
        double loss = FreeEnergyGap.mean(gap);
        // F ≥ 0, and where it is 0 there is nothing to lose.
        double share = mean > 0 ? loss / mean : 0;
        double[] deviation = new double[encoder.length];
        Arrays.setAll(deviation, i -> gap[i] - share * encoder[i]);
        return new EncoderLoss(mean, standardError(encoder), FreeEnergyGap.mean(best),
                standardError(best), bound, loss, standardError(gap), share,
                mean > 0 ? standardError(deviation) / mean : 0,
                mean > 0 ? (loss + bound) / mean : 0);
    }

    private static double standardError(double[] values) {
        return values.length < 2 ? 0
                : StandardDeviation.of(values).getAsDouble() / Math.sqrt(values.length);
    }
}
