package parsimony.vae;

import parsimony.signals.InputException;
import parsimony.signals.Setting;

/**
 * The settings of a sparse autoencoder's code, and of what brings dead units back. They are used
 * with {@link Distribution#SAE}.
 *
 * @param nonzeros  k, the units that {@link Activation#TOPK} keeps for a patch, and
 *                  {@link Activation#BATCHTOPK} keeps for a patch on average; 1 to K
 * @param bandwidth ε, the width of the window around a threshold in which
 *                  {@link Activation#JUMPRELU} sees how it should move, in units of the
 *                  pre-activations; &gt; 0
 * @param revival   α, the weight of the loss that brings dead units back, ≥ 0; 0 for none
 * @param deadAfter training steps in a row without a patch that turns a unit on, after which it
 *                  counts as dead, ≥ 1
 */
public record Sae(int nonzeros, double bandwidth, double revival, int deadAfter) {
    /** The usual window; pre-activations of whitened patches are of order 1. */
    private static final double BANDWIDTH = 0.1;
    /** That of Gao et al. (2024), section A.2. */
    private static final double REVIVAL = 1. / 32;
    private static final int DEAD_AFTER = 100;
    private static final int NONZEROS = 32;

    /**
     * Checks the values.
     *
     * @throws InputException if a value is out of its range
     */
    public Sae {
        Training.require(nonzeros >= 1, "nonzeros", nonzeros, "at least 1");
        Training.require(bandwidth > 0 && bandwidth < Double.POSITIVE_INFINITY, "bandwidth",
                bandwidth, "above 0, and finite");
        Training.require(revival >= 0 && revival < Double.POSITIVE_INFINITY, "revival", revival,
                "at least 0, and finite");
        Training.require(deadAfter >= 1, "dead-after", deadAfter, "at least 1");
    }

    /**
     * {@return the settings that a user gives for a model; null if the model is no SAE}
     *
     * @param latent     of the model
     * @param activation of the model
     * @param latents    K, ≥ 1
     * @param nonzeros   as {@link #of(int, Integer, Double, Double, Integer)} has it
     * @param bandwidth  likewise
     * @param revival    likewise
     * @param deadAfter  likewise
     * @throws InputException if a value is out of its range, or given though the model does not use
     *     it
     */
    public static Sae of(Distribution latent, Activation activation, int latents,
            Integer nonzeros, Double bandwidth, Double revival, Integer deadAfter) {
        boolean sae = latent == Distribution.SAE;
        requireHeard("nonzeros", nonzeros, sae && (activation == Activation.TOPK
                || activation == Activation.BATCHTOPK), "topk or batchtopk");
        requireHeard("bandwidth", bandwidth, sae && activation == Activation.JUMPRELU,
                "jumprelu");
        requireHeard("revival", revival, sae, "any activation");
        requireHeard("dead-after", deadAfter, sae, "any activation");
        return sae ? of(latents, nonzeros, bandwidth, revival, deadAfter) : null;
    }

    private static void requireHeard(String setting, Object value, boolean heard, String by) {
        if (value != null && !heard) {
            throw new InputException(
                    Setting.marked(setting) + ": is for sae models with " + by + "; leave it out");
        }
    }

    /**
     * {@return the settings for a number of units, with the usual values for those that are null}
     *
     * @param latents   K, ≥ 1
     * @param nonzeros  if null, 32, but at most an eighth of the units and at least 1
     * @param bandwidth if null, 0.1
     * @param revival   if null, 1/32
     * @param deadAfter if null, 100
     * @throws InputException if a value is out of its range
     */
    public static Sae of(int latents, Integer nonzeros, Double bandwidth, Double revival,
            Integer deadAfter) {
        return new Sae(nonzeros != null ? nonzeros : Math.max(1, Math.min(NONZEROS, latents / 8)),
                bandwidth != null ? bandwidth : BANDWIDTH, revival != null ? revival : REVIVAL,
                deadAfter != null ? deadAfter : DEAD_AFTER);
    }
}
