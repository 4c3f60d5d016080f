package parsimony.experiment.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.Test;
import parsimony.compare.features.CodeMatch;
import parsimony.data.source.Superposition;
import parsimony.sparsecoding.Dictionary;
import parsimony.sparsecoding.Encoder;
import parsimony.sparsecoding.LassoSettings;
import parsimony.sparsecoding.PursuitSettings;
import parsimony.sparsecoding.Solver;

/** Known features, and solvers that know the true dictionary. */
class ExactLassoFindsFeaturesTest {
    private static final int COUNT = 600;

    /** The mean max correlation of the codes that a solver infers. */
    private static double found(String options, String method, Record settings) {
        Superposition source = new Superposition(
                Superposition.Settings.parse("superposition(" + options + ")"), 1);
        Dictionary dictionary = new Dictionary(source.dictionary());
        FMatrixRMaj trueCodes = new FMatrixRMaj(COUNT, dictionary.size());
        FMatrixRMaj inputs = new FMatrixRMaj(COUNT, dictionary.pixels());
        for (int n = 0; n < COUNT; n++) {
            System.arraycopy(source.code(n), 0, trueCodes.data, n * dictionary.size(),
                    dictionary.size());
            System.arraycopy(source.read(n).pixels(), 0, inputs.data, n * dictionary.pixels(),
                    dictionary.pixels());
        }
        CodeMatch match = CodeMatch.of(trueCodes,
                encoder(Solver.of(method), dictionary, settings).encode(inputs), false);
        assertEquals(match.meanMaxCorrelation(), match.mcc(), .01);
        return match.meanMaxCorrelation();
    }

    @SuppressWarnings("unchecked") // the caller names settings of the solver
    private static <S extends Record> Encoder encoder(Solver<S> solver, Dictionary dictionary,
            Record settings) {
        return solver.encoder(dictionary, (S) settings, null);
    }

    @Test
    void ofManyFeaturesInFewInputsTheExactLassoFindsThoseThatAreActive() {
        double found = found("features=200, inputs=40, l0=4, count=" + COUNT, "lasso",
                LassoSettings.of(.05));
        assertTrue(found > .98, "max correlation " + found);
    }

    @Test
    void unlessTooManyAreActiveAtATime() {
        String crowded = "features=200, inputs=40, l0=15, count=" + COUNT;
        double found = found(crowded, "lasso", LassoSettings.of(.05));
        assertTrue(found > .5 && found < .9, "max correlation " + found);
        double greedy = found(crowded, "omp", PursuitSettings.of(15));
        assertTrue(greedy < found - .1, "OMP: max correlation " + greedy);
    }
}
