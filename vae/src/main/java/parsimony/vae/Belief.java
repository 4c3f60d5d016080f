package parsimony.vae;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.types.family.TFloating;

/**
 * What steps of inference need to know of a latent. A belief is the parameters of a posterior, one
 * tensor of B×K each: log rates, or locations and log scales.
 */
interface Belief<T extends TFloating> {

    /** Makes the part of a latent in a graph. */
    interface Builder {
        <T extends TFloating> Belief<T> build(Blueprint<T> blueprint, Architecture architecture,
                Indicator indicator);
    }

    /**
     * A sample of codes.
     *
     * @param codes B×K, relaxed in training, hard otherwise
     * @param noise what a derivative by a belief's parameter needs of it; null for counts
     */
    record Sample<T extends TFloating>(Operand<T> codes, Operand<T> noise) {}

    /** The prior, a vector of K for each tensor of a belief. */
    List<Operand<T>> prior();

    /** The belief that an encoder's outputs stand for. */
    List<Operand<T>> encoded(Operand<T> outputs);

    /** Codes drawn from a belief; their means if {@code noiseless}. */
    Sample<T> sample(List<Operand<T>> belief, Operand<T> temperature, boolean noiseless);

    /**
     * The natural gradient of a function of the codes.
     *
     * @param gradient of the function by the codes of the sample, B×K
     */
    List<Operand<T>> natural(List<Operand<T>> belief, Sample<T> sample, Operand<T> gradient);

    /** The mean of the codes, B×K. */
    Operand<T> mean(List<Operand<T>> belief);

    /**
     * The natural gradient of a function of the codes' means and variances.
     *
     * @param byMean     its derivatives by the means, B×K
     * @param byVariance its derivatives by the variances, K
     */
    List<Operand<T>> natural(List<Operand<T>> belief, Operand<T> byMean, Operand<T> byVariance);

    /** The natural gradient of the divergence from another belief. */
    List<Operand<T>> pull(List<Operand<T>> belief, List<Operand<T>> from);

    /**
     * Keeps a change of a belief, or a belief, within the limits of iterative models.
     *
     * @param i     which of a belief's tensors it is
     * @param move  whether it is a change
     * @param eased 0 to 1, how far limits have come to their ends
     */
    Operand<T> limited(int i, Operand<T> value, boolean move, Operand<T> eased);

    /** Keeps a belief within what a VAE's encoder can say. */
    Operand<T> bounded(int i, Operand<T> value);

    /** What a belief says of the codes, with its divergence from another belief. */
    Posterior<T> posterior(List<Operand<T>> belief, List<Operand<T>> from,
            Operand<T> temperature);
}
