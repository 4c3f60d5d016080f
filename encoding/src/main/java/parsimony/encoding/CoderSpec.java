package parsimony.encoding;

import java.io.Serializable;

/**
 * What a {@link Coder} is made from. It can be sent to another process, and the coder that is made
 * there gives the same codes to the last bit.
 */
public sealed interface CoderSpec extends Serializable permits SolverSpec, AffineSpec {
    /**
     * {@return the coder}
     *
     * @throws parsimony.signals.InputException if its parts do not suit one another
     */
    Coder coder();
}
