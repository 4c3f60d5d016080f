package parsimony.vae;

import parsimony.signals.InputException;
import parsimony.signals.Setting;

/**
 * How a model finds the codes of patches, where no encoder gives them in one shot. A belief about
 * the codes is moved step by step, and training goes through the steps.
 *
 * @param kind      where the belief begins, and what moves it
 * @param steps     t, steps in training; ≥ 1, or 0 for an encoder that is refined only at test
 * @param testSteps steps in evaluation, ≥ 0
 * @param kl        which KL the loss of an iterative Poisson model has; null for all others
 */
public record Inference(Kind kind, int steps, int testSteps, Kl kl) {
    /** Steps in training of the paper's models. */
    private static final int STEPS = 16;
    /** Steps in evaluation of the paper's models. */
    private static final int TEST_STEPS = 1000;
    /** Steps of a belief that begins near its end, or is moved by a network. */
    private static final int FEW = 5;

    /** Where a belief begins, and what moves it. */
    public enum Kind {
        /** An encoder gives it in one shot. */
        AMORTIZED,
        /**
         * From the prior, by natural-gradient steps on the log-likelihood of a sample, with the
         * pixels' variances learned. There is no encoder: iP-VAE and its siblings (Vafaii, Galor
         * &amp; Yates 2025).
         */
        ITERATIVE,
        /** From an encoder, by natural-gradient steps on the bound (Kim et al. 2018). */
        SEMI_AMORTIZED,
        /**
         * From the prior, by a small network that turns gradient and belief into a step (Marino et
         * al. 2018).
         */
        REFINED
    }

    /** The divergence of a Poisson belief from the one before, with rates e^u and e^u₀. */
    public enum Kl {
        /** e^u₀(1 + e^d(d − 1)), d = u − u₀: the KL. */
        EXACT,
        /** The same times e^d, as the published code has it. */
        PUBLISHED
    }

    /**
     * Checks the values.
     *
     * @throws InputException if a number is out of its range
     */
    public Inference {
        Training.require(kind != null && kind != Kind.AMORTIZED, "inference", kind,
                "left out where an encoder gives codes in one shot");
        int least = kind == Kind.SEMI_AMORTIZED ? 0 : 1;
        Training.require(steps >= least, "steps", steps, "at least " + least);
        Training.require(testSteps >= 0, "test-steps", testSteps, "at least 0");
    }

    /**
     * {@return the inference that a user asks for; null for amortized}
     *
     * @param latent    of the model
     * @param kind      null for amortized
     * @param steps     null for 16 of an iterative model, 5 of others
     * @param testSteps null for 1000 of an iterative model, and for as many as in training of
     *                  others; else ≥ 1
     * @param kl        null for the exact one
     * @throws InputException if a number is out of its range, or is given though the model does
     *     not use it
     */
    public static Inference of(Distribution latent, Kind kind, Integer steps, Integer testSteps,
            Kl kl) {
        boolean amortized = kind == null || kind == Kind.AMORTIZED;
        requireHeard("steps", steps, !amortized);
        requireHeard("test-steps", testSteps, !amortized);
        boolean iterative = kind == Kind.ITERATIVE;
        if (kl != null && !(iterative && latent == Distribution.POISSON)) {
            throw new InputException(
                    "‹kl›: is for iterative poisson models; leave it out");
        }
        if (amortized) {
            return null;
        }
        if (testSteps != null) {
            Training.require(testSteps >= 1, "test-steps", testSteps, "at least 1");
        }
        int trained = steps != null ? steps : iterative ? STEPS : FEW;
        if (trained == 0 && testSteps == null && kind == Kind.SEMI_AMORTIZED) {
            throw new InputException("‹test-steps›: is missing; with 0 steps in training, say how"
                    + " many there are in evaluation");
        }
        return new Inference(kind, trained,
                testSteps != null ? testSteps : iterative ? TEST_STEPS : trained,
                iterative && latent == Distribution.POISSON ? kl != null ? kl : Kl.EXACT : null);
    }

    private static void requireHeard(String setting, Object value, boolean heard) {
        if (value != null && !heard) {
            throw new InputException(Setting.marked(setting)
                    + ": is for iterative, semi-amortized and refined inference; leave it out");
        }
    }

    /**
     * {@return the same inference with another number of steps in evaluation}
     *
     * @param value ≥ 0
     * @throws InputException if it is out of its range
     */
    public Inference withTestSteps(int value) {
        return new Inference(kind, steps, value, kl);
    }

    /**
     * {@return what finds codes in evaluation, in words without an article: "inference in 50
     * steps", or "encoder with 5 steps of inference"}
     */
    public String words() {
        String count = testSteps == 1 ? "1 step" : testSteps + " steps";
        return encodes() ? "encoder with " + count + " of inference" : "inference in " + count;
    }

    /**
     * {@return what finds the codes of a model, without an article: "one-shot encoder", or what
     * {@link #words} says}
     *
     * @param how null where an encoder gives codes in one shot
     */
    public static String finder(Inference how) {
        return how == null ? "one-shot encoder" : how.words();
    }

    /** {@return whether an encoder gives the first belief} */
    public boolean encodes() {
        return kind == Kind.SEMI_AMORTIZED;
    }

    /** Whether the objective is that of the iterative models, and not that of a VAE. */
    public boolean iterative() {
        return kind == Kind.ITERATIVE;
    }

    /** The paper's changes to a plan for such a model. */
    Training plan(Training plan, Distribution latent) {
        if (!iterative()) {
            return plan;
        }
        Schedule temperature = plan.annealing().temperature();
        return plan.withEstimator(Estimator.MC)
                .withTemperature(latent.discrete() ? temperature.withEnd(0.01)
                        : Schedule.constant(1));
    }
}
