package parsimony.compare.gap;

import java.util.stream.IntStream;
import org.ejml.data.FMatrixRMaj;
import parsimony.sparsecoding.Dictionary;
import parsimony.sparsecoding.PoissonInference;
import parsimony.sparsecoding.PoissonSettings;

/**
 * The support of a patch in its Poisson posterior: the units that describe it. All rates are above
 * 0, so the support needs a definition. A unit belongs to it if its rate λ_k lies above the prior's
 * r_k and its divergence from the prior, λ_k log(λ_k/r_k) − λ_k + r_k, is at least a threshold in
 * nats. The same measure decides in training whether a unit is active. Simpler definitions fail: a
 * linear encoder raises half of the units above their prior for any patch, and a threshold on the
 * rate itself includes, for every patch, the units whose prior is above it.
 */
public final class Support {
    /**
     * The threshold in nats. It is the mean divergence from which a unit of a Poisson model counts
     * as active.
     */
    public static final double NATS = 0.01;

    private Support() {}

    /**
     * {@return the support of each patch: N arrays of unit numbers in rising order}
     *
     * @param rates N×K, each &gt; 0
     * @param logPrior prior log-rates, 1×K
     * @param nats threshold of the divergence, ≥ 0
     */
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
     * The best rates on the supports; all other rates stay as they are. The terms of F that depend
     * on the rates of a support S are the free energy of the residual x − Σ_{k∉S} λ_kφ_k under the
     * atoms of S alone: the same problem with fewer atoms.
     *
     * @param patches  N×D
     * @param rates    N×K, each &gt; 0
     * @param supports units of each patch; a patch may have none
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
