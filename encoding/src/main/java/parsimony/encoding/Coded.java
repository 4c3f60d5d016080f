package parsimony.encoding;

import java.util.Optional;
import org.ejml.data.FMatrixRMaj;
import parsimony.sparsecoding.Solution;

/**
 * Codes of a block of patches, and what is proven of them.
 *
 * @param codes    N×K
 * @param solution objective, gap, iterations and stop of each patch; empty for an encoder that
 *                 minimises nothing
 */
public record Coded(FMatrixRMaj codes, Optional<Solution> solution) {
    /**
     * Codes that an optimization has found.
     *
     * @param solution the codes with their certificates
     */
    public Coded(Solution solution) {
        this(solution.codes(), Optional.of(solution));
    }

    /**
     * Codes of which nothing is proven.
     *
     * @param codes N×K
     */
    public Coded(FMatrixRMaj codes) {
        this(codes, Optional.empty());
    }
}
