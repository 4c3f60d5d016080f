package parsimony.data.preprocess;

import org.ejml.data.FMatrixRMaj;

/**
 * Something done to patches with statistics of the training part. Its {@code toString} is the
 * step's text form.
 */
non-sealed interface PatchStep extends Step {

    /** The training patches, to be gone through as often as need be. */
    interface Rows {

        /** Shows all rows in blocks; the matrix shown is the visitor's until it returns. */
        void forEachBlock(Visitor visitor);
    }

    /** Sees one block of patches, n×D. */
    interface Visitor {
        void visit(FMatrixRMaj block);
    }

    /** The step with its statistics settled. */
    interface Fitted {

        /** Turns patches, n×D, into what they are after the step; may do so in place. */
        FMatrixRMaj apply(FMatrixRMaj block);
    }

    /** How many values are left of a patch that had so many. */
    default int columns(int before) {
        return before;
    }

    /** Settles the step's statistics. */
    Fitted fit(Rows training);
}
