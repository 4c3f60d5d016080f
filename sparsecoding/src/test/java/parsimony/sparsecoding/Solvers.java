package parsimony.sparsecoding;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.ejml.data.FMatrixRMaj;

/** Every solver, for what must hold of all of them. */
final class Solvers {

    private Solvers() {
    }

    /** All solvers under a dictionary by name, of non-negative and of signed codes. */
    static Map<String, Function<Dictionary, SparseEncoder>> all(double lambda) {
        Map<String, Function<Dictionary, SparseEncoder>> all = new LinkedHashMap<>();
        for (boolean nonNegative : new boolean[] {true, false}) {
            String kind = nonNegative ? ", non-negative" : ", signed";
            LassoSettings lasso = LassoSettings.of(lambda).withSigned(!nonNegative).withIterations(2000);
            PursuitSettings pursuit = PursuitSettings.of(3).withSigned(!nonNegative);
            all.put("lca" + kind, d -> new Lca(d, new Lca.Settings(lambda, tau(d), 400, !nonNegative, false)));
            all.put("lca, hard" + kind, d -> new Lca(d, new Lca.Settings(lambda, tau(d), 400, !nonNegative, true)));
            all.put("ista" + kind, d -> new Ista(d, lasso));
            all.put("fista" + kind, d -> new Fista(d, lasso));
            all.put("lasso" + kind, d -> new Lasso(d, lasso));
            all.put("homotopy" + kind, d -> new Homotopy(d, lasso));
            all.put("mp" + kind, d -> new MatchingPursuit(d, pursuit));
            all.put("omp" + kind, d -> new OrthogonalMatchingPursuit(d, pursuit));
            all.put("iht" + kind, d -> new IterativeHardThresholding(d,
                    new IterativeHardThresholding.Settings(3, !nonNegative, 200)));
            all.put("lsm" + kind, d -> new LaplacianScaleMixture(d,
                    new LaplacianScaleMixture.Settings(lambda, !nonNegative, 1e-4, 5, 1, 1, 500)));
        }
        all.put("poisson", d -> new PoissonInference(d, prior(d), PoissonSettings.of(1).withIterations(200)));
        all.put("ipoisson", d -> new IterativePoisson(d, prior(d), 0.1, PoissonSettings.of(1).withIterations(200)));
        return all;
    }

    /** Long enough for the dictionary. */
    private static double tau(Dictionary dictionary) {
        return Math.max(20, dictionary.lipschitz());
    }

    private static FMatrixRMaj prior(Dictionary dictionary) {
        FMatrixRMaj prior = new FMatrixRMaj(1, dictionary.size());
        prior.fill(-1);
        return prior;
    }
}
