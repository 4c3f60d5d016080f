package parsimony.vae;

import parsimony.signals.Setting;

/** Thrown when the loss of a training, or its gradient, is no longer finite. */
public final class DivergenceException extends RuntimeException implements Setting.Marked {
    private static final long serialVersionUID = 1;

    /** The message with names of settings marked. */
    private final String marked;
    /** The step, counted from 1. */
    private final long iteration;
    /** What was not finite. */
    private final String term;
    /** The largest posterior mean of the batch, or NaN. */
    private final double largest;

    DivergenceException(long iteration, String term, double largest) {
        this("training diverged at iteration " + iteration + ": the " + term
                + " is not finite; the largest posterior mean is " + largest
                + ". Try a lower learning rate (‹lr›), or clip gradients (‹clip›)", iteration, term,
                largest);
    }

    /** For finite weights that are too large or too small for a dictionary. */
    DivergenceException(long iteration, IllegalArgumentException refusal) {
        this("training diverged at iteration " + iteration + ": " + refusal.getMessage()
                + ". Try a lower learning rate (‹lr›), or clip gradients (‹clip›)", iteration,
                "dictionary", Double.NaN);
        initCause(refusal);
    }

    private DivergenceException(String message, long iteration, String term, double largest) {
        super(Setting.plain(message));
        this.marked = message;
        this.iteration = iteration;
        this.term = term;
        this.largest = largest;
    }

    /**
     * {@return the same exception with the name of its run before the message} With several
     * trainings at once, the name says which one diverged.
     *
     * @param run its name
     */
    public DivergenceException in(String run) {
        DivergenceException named =
                new DivergenceException(run + ": " + marked, iteration, term, largest);
        named.initCause(this);
        return named;
    }

    @Override
    public String marked() {
        return marked;
    }

    /** {@return the step, counted from 1, that went wrong} */
    public long iteration() {
        return iteration;
    }

    /**
     * {@return what was not finite: mse, kl or gradient; dictionary, if its norms are out of range}
     */
    public String term() {
        return term;
    }

    /**
     * {@return the largest posterior mean of the batch, which is the largest rate for a Poisson
     * latent; NaN where the dictionary is out of range}
     */
    public double largest() {
        return largest;
    }
}
