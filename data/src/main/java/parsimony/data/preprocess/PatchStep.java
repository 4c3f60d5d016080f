package parsimony.data.preprocess;

import org.ejml.data.FMatrixRMaj;

/**
 * A step that changes patches, with statistics of the training part. Its {@code toString} is the
 * step's text form.
 */
non-sealed interface PatchStep extends Step {
    /** The training patches, which a step may go through several times. */
    interface Rows {
        /**
         * Shows all rows in blocks. The visitor may use and change a block only until it returns.
         */
        void forEachBlock(Visitor visitor);
    }

    /** Receives the training patches block by block, n×D each. */
    interface Visitor {
        void visit(FMatrixRMaj block);
    }

    /** The step with its statistics, ready to be applied. */
    interface Fitted {
        /** Applies the step to patches, n×D. The result may be the same matrix, changed. */
        FMatrixRMaj apply(FMatrixRMaj block);
    }

    /**
     * The number of values of a patch after the step.
     *
     * @param before its number of values before the step
     */
    default int columns(int before) {
        return before;
    }

    Fitted fit(Rows training);
}
