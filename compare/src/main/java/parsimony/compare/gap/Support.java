package parsimony.compare.gap;

import java.util.stream.IntStream;
import org.ejml.data.FMatrixRMaj;
import parsimony.sparsecoding.Dictionary;
import parsimony.sparsecoding.PoissonInference;
import parsimony.sparsecoding.PoissonSettings;

/**
 * The units that stand for a patch in its Poisson posterior. All rates are above 0, so that a
 * support has to be defined: the units whose rate λ_k lies above the prior's r_k by so much that
 * the divergence from the prior in that unit, λ_k log(λ_k/r_k) − λ_k + r_k, is at least a threshold
 * in nats. Such a unit has something to say about the patch; the measure is the one by which a unit
 * counts as active in training. The plainer definitions would not do: a linear encoder raises half
 * of the units above their prior whatever the patch, and a threshold on the rate itself takes in,
 * for every patch, the units whose prior is above it.
 */
public final class Support {
    /** Nats; in a single patch, what makes a unit of a Poisson model active on average. */
    public static final double NATS = 0.01;

    private Support() {}

    /** The support of each patch, N arrays of rising units; prior log-rates are 1×K, rates N×K. */
    public static int[][] of(FMatrixRMaj rates, FMatrixRMaj logPrior, double nats) {
        int k = rates.numCols;
        int[][] supports = new int[rates.numRows][];
        for (int i = 0; i < supports.length; i++) {
            int patch = i;
            supports[i] = IntStream.range(0, k).filter(unit -> {
                double rate = rates.data[patch * k + unit];
                double logRatio = Math.log(rate) - logPrior.data[unit];
                return logRatio > 0 && rate * (logRatio + Math.expm1(-logRatio)) >= nats;
            }).toArray();
        }
        return supports;
    }

    /**
     * The best rates on the supports, all other rates staying as they are. The terms of F that
     * depend on the rates of a support S are the free energy of the residual x − Σ_{k∉S} λ_kφ_k
     * under the atoms of S alone: the same problem with fewer atoms.
     *
     * @param patches  N×D
     * @param rates    N×K, each &gt; 0
     * @param supports units of each patch, any of which may be none
     * @return N×K rates
     */
    static FMatrixRMaj bestRates(FMatrixRMaj patches, FMatrixRMaj rates, int[][] supports,
            Dictionary dictionary,
            FMatrixRMaj logPrior, PoissonSettings settings) {
        FMatrixRMaj best = rates.copy();
        IntStream.range(0, patches.numRows).parallel().filter(i -> supports[i].length > 0)
                .forEach(i -> {
                    int[] support = supports[i];
                    FMatrixRMaj atoms = new FMatrixRMaj(support.length, patches.numCols);
                    FMatrixRMaj prior = new FMatrixRMaj(1, support.length);
                    FMatrixRMaj others = new FMatrixRMaj(1, rates.numCols);
                    System.arraycopy(rates.data, i * rates.numCols, others.data, 0, rates.numCols);
                    for (int s = 0; s < support.length; s++) {
                        System.arraycopy(dictionary.atoms().data, support[s] * patches.numCols,
                                atoms.data, s * patches.numCols,
                                patches.numCols);
                        prior.data[s] = logPrior.data[support[s]];
                        others.data[support[s]] = 0;
                    }
                    FMatrixRMaj residual = dictionary.decode(others);
                    for (int d = 0; d < residual.numCols; d++) {
                        residual.data[d] = patches.data[i * patches.numCols + d] - residual.data[d];
                    }
                    FMatrixRMaj found = new PoissonInference(new Dictionary(atoms), prior, settings)
                            .encode(residual);
                    for (int s = 0; s < support.length; s++) {
                        best.data[i * rates.numCols + support[s]] = found.data[s];
                    }
                });
        return best;
    }
}
