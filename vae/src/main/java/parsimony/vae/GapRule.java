package parsimony.vae;

import java.util.Arrays;
import java.util.Optional;
import org.ejml.data.FMatrixRMaj;

/**
 * The rule by which Vafaii, Galor &amp; Yates (2024) count the active units of table 2. A gap
 * between two groups of units says which are dead. So each model has a threshold of its own.
 *
 * <p>A <em>gap</em> among positive numbers is where two neighbours in the order of their logarithms
 * are at least a fifth of the whole range apart. Of several gaps the highest counts. What is below
 * it is dead; without a gap nothing is. Numbers below the resolution of float32 count as equal
 * to it.
 *
 * <ul>
 * <li>Poisson, linear encoder and decoder: the highest gap among the norms of the atoms with at
 * least half of the units above it. A unit is dead if its KL is below that of every unit above.
 * <li>Categorical, linear decoder: the same gap. A unit is dead if the norm of its atom is below.
 * <li>Gaussian and Laplace, linear encoder: no gap. A unit is dead if its KL is below
 * {@link Distribution#activeKl()}.
 * <li>SAE and LISTA: no gap. A unit is dead if no patch turned it on.
 * <li>Every other model, such as one with a convolutional encoder: the highest gap among the KL of
 * the units. A unit is dead if its KL is below.
 * </ul>
 *
 * <p>Where a gap decides, a unit with a KL below 3e-4 nats is dead in any case, but not for one-hot
 * codes, whose KL belongs to no unit.
 *
 * <p>The authors look for a gap in a histogram of 10·K − 1 bins: it is where 2·K bins in a row are
 * empty. Before that, they take single outliers among the norms for dead. This is left out here,
 * because then one unit can decide.
 */
public final class GapRule {
    /** The least width of a gap, as a share of the logarithms' range: the authors' 2·K of 10·K. */
    private static final double WIDTH = 0.2;
    /** The KL, in nats, below which a unit says nothing; the authors' value. */
    private static final double NOTHING = 3e-4;
    /** Stands in for smaller numbers, whose logarithm says nothing. It is float32's resolution. */
    private static final double SMALLEST = 1.2e-7;

    private GapRule() {}

    /**
     * {@return the share of active units, 0 to 1}
     *
     * @param model     its latent and its networks decide which rule holds
     * @param atoms     of the model's dictionary, K×D, if the decoder is linear
     * @param klPerUnit mean divergence of each unit in nats, K
     */
    public static double active(Architecture model, Optional<FMatrixRMaj> atoms,
            float[] klPerUnit) {
        boolean linear = model.encoder().linear();
        boolean oneHot = model.latent().oneHot();
        if (model.latent().deterministic() || linear && !model.latent().discrete()) {
            return Evaluation.active(klPerUnit, model.latent().activeKl());
        }
        double[] kl = new double[klPerUnit.length];
        Arrays.setAll(kl, k -> klPerUnit[k]);
        double least;
        if (atoms.isPresent() && (linear || oneHot)) {
            double[] norms = norms(atoms.get());
            double alive = aboveGap(norms, norms.length / 2);
            if (oneHot) {
                return share(norms, alive);
            }
            least = Double.POSITIVE_INFINITY;
            for (int k = 0; k < norms.length; k++) {
                least = norms[k] >= alive ? Math.min(least, kl[k]) : least;
            }
        } else {
            least = aboveGap(kl, kl.length - 1);
        }
        return share(kl, oneHot ? least : Math.max(least, NOTHING));
    }

    /**
     * The least number above a gap; 0 without a gap. Of all gaps with at most {@code mostBelow}
     * numbers below them it is the highest.
     */
    private static double aboveGap(double[] numbers, int mostBelow) {
        double[] sorted =
                Arrays.stream(numbers).map(number -> Math.max(number, SMALLEST)).sorted().toArray();
        double range = Math.log(sorted[sorted.length - 1]) - Math.log(sorted[0]);
        for (int i = mostBelow; i > 0; i--) {
            double width = Math.log(sorted[i]) - Math.log(sorted[i - 1]);
            if (width > 0 && width >= WIDTH * range) {
                return sorted[i];
            }
        }
        return 0;
    }

    private static double share(double[] numbers, double least) {
        return Arrays.stream(numbers).filter(number -> number >= least).count()
                / (double) numbers.length;
    }

    private static double[] norms(FMatrixRMaj atoms) {
        double[] norms = new double[atoms.numRows];
        for (int i = 0; i < atoms.data.length; i++) {
            norms[i / atoms.numCols] += (double) atoms.data[i] * atoms.data[i];
        }
        return Arrays.stream(norms).map(Math::sqrt).toArray();
    }
}
