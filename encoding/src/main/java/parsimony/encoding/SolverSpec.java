package parsimony.encoding;

import java.util.Map;
import org.ejml.data.FMatrixRMaj;
import parsimony.sparsecoding.Dictionary;
import parsimony.sparsecoding.PoissonModel;
import parsimony.sparsecoding.Solver;

/**
 * Sparse inference by a solver under a dictionary.
 *
 * @param solver   the solver's name, such as {@code lca}
 * @param settings values of its knobs, by their names; what is missing has its default
 * @param atoms    K×D
 * @param model    what a Poisson VAE has learned beside its dictionary, for a solver of the free
 *                 energy; null for others
 */
public record SolverSpec(String solver, Map<String, Object> settings, FMatrixRMaj atoms,
        PoissonModel model) implements CoderSpec {

    @Override
    public SolverCoder coder() {
        return new SolverCoder(Solver.of(solver).modelEncoder(new Dictionary(atoms), settings,
                model));
    }
}
