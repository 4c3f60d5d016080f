package parsimony.compare.gap;

import java.util.List;
import java.util.stream.IntStream;
import org.ejml.data.FMatrixRMaj;
import parsimony.sparsecoding.IterativeEncoder;
import parsimony.sparsecoding.Observer;

/**
 * How many iterations it takes to make good a share of what an encoder's codes lose: the first
 * iteration after which the mean energy E over the patches, which need not fall at every step, is
 * at most E(optimum) + (1 − share)·[E(encoder) − E(optimum)].
 *
 * @param inference  {@code lca}, whose E is the lasso's objective, or {@code poisson}, whose E is
 *                   the free energy
 * @param start      {@code encoder} for the encoder's codes, {@code cold} for the inference's own
 *                   start
 * @param share      of the gap, 0..1
 * @param iterations 0 if the start itself is that good, null if the iterations allowed did not get
 *                   there
 */
public record Closing(String inference, String start, double share, Integer iterations) {
    /** The shares that are looked for. */
    public static final List<Double> SHARES = List.of(.5, .9, .99);

    /**
     * Runs inference until it has closed the largest share.
     *
     * @param inference at most as many steps as it is set to
     * @param from      N×K codes to start from, null for a cold start
     * @param energy    mean energies of the start, the encoder and the optimum
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
     * Mean energies of what inference starts from, of the encoder's codes, and of the best codes.
     */
    public record Energy(double start, double encoder, double optimum) {

        /** The energy at which a share of the gap is closed. */
        double after(double share) {
            return optimum + (1 - share) * (encoder - optimum);
        }
    }
}
