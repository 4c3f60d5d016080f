package parsimony.vae;

/** A training whose loss, or its gradient, is no longer a finite number. */
public final class DivergenceException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final long iteration;
    private final String term;
    private final double largest;

    DivergenceException(long iteration, String term, double largest) {
        this("training diverged at iteration " + iteration + ": the " + term + " is not finite; the largest posterior mean is " + largest
                + ". Try a lower learning rate (‹lr›), or clip gradients (‹clip›)", iteration, term, largest);
    }

    /** Of weights that are finite, but have grown or shrunk so far that they make no dictionary. */
    DivergenceException(long iteration, IllegalArgumentException refusal) {
        this("training diverged at iteration " + iteration + ": " + refusal.getMessage()
                + ". Try a lower learning rate (‹lr›), or clip gradients (‹clip›)", iteration,
                "dictionary", Double.NaN);
        initCause(refusal);
    }

    private DivergenceException(String message, long iteration, String term, double largest) {
        super(message);
        this.iteration = iteration;
        this.term = term;
        this.largest = largest;
    }

    /** The same, saying which of several trainings it was. */
    public DivergenceException in(String run) {
        DivergenceException named = new DivergenceException(run + ": " + getMessage(), iteration, term, largest);
        named.initCause(this);
        return named;
    }

    /** The step, counted from 1, that went wrong. */
    public long iteration() {
        return iteration;
    }

    /** What was not finite: mse, kl or gradient; or dictionary, if its norms are out of range. */
    public String term() {
        return term;
    }

    /**
     * The largest posterior mean of the batch: the largest rate, for a Poisson latent; NaN where the
     * dictionary is out of range.
     */
    public double largest() {
        return largest;
    }
}
