package parsimony.compare.gap;

import java.util.List;
import java.util.stream.IntStream;
import org.ejml.data.FMatrixRMaj;
import parsimony.sparsecoding.IterativeEncoder;
import parsimony.sparsecoding.Observer;

/**
 * How many iterations close a share of an encoder's gap. It is the first iteration after which the
 * mean energy E over the patches is at most E(optimum) + (1 − share)·[E(encoder) − E(optimum)]. E
 * need not fall at every step.
 *
 * @param inference  {@code lca}, whose E is the lasso's objective, or {@code poisson}, whose E is
 *                   the free energy
 * @param start      {@code encoder} for the encoder's codes, {@code cold} for the inference's own
 *                   start
 * @param share      of the gap, 0..1
 * @param iterations 0 if the start itself is that good; null if the allowed iterations did not
 *                   close the share
 */
public record Closing(String inference, String start, double share, Integer iterations) {
    /** The shares of the gap, in rising order. */
    public static final List<Double> SHARES = List.of(.5, .9, .99);

    /**
     * Runs inference until it has closed the largest share.
     *
     * @param name what rows call the inference
     * @param start what rows call the start
     * @param inference takes at most as many steps as its settings say
     * @param patches N×D, finite
     * @param from N×K codes to start from, null for a cold start
     * @param energy mean energies of the start, the encoder and the optimum
     * @return a row for each share of the gap that was closed
     */
    public static List<Closing> of(String name, String start, IterativeEncoder inference,
            FMatrixRMaj patches, FMatrixRMaj from,
            Energy energy) {
        Integer[] reached = new Integer[SHARES.size()];
        Observer watch = iteration -> {
            for (int i = 0; i < SHARES.size(); i++) {
                if (reached[i] == null && iteration.energy() <= energy.after(SHARES.get(i))) {
                    reached[i] = iteration.number();
                }
            }
            return reached[SHARES.size() - 1] == null;
        };
        if (watch.iteration(new Observer.Iteration(0, energy.start, 0, 0))) {
            inference.solve(patches, from, watch);
        }
        return IntStream.range(0, SHARES.size())
                .mapToObj(i -> new Closing(name, start, SHARES.get(i), reached[i])).toList();
    }

    /**
     * Mean energies over the patches of the start, of the encoder's codes, and of the best codes.
     *
     * @param start of the codes that inference starts from
     * @param encoder of the encoder's codes
     * @param optimum of the best codes
     */
    public record Energy(double start, double encoder, double optimum) {

        /** The energy at which a share of the gap is closed. */
        double after(double share) {
            return optimum + (1 - share) * (encoder - optimum);
        }
    }
}
