package parsimony.cluster;

import java.io.Serializable;
import parsimony.encoding.Coder;
import parsimony.encoding.CoderSpec;

/** A coder for all tasks of an executor: Spark sends it there once, and it is made there once. */
final class SharedCoder implements Serializable {
    private static final long serialVersionUID = 1;

    private final CoderSpec spec;
    private transient Coder coder;

    SharedCoder(CoderSpec spec) {
        this.spec = spec;
    }

    CoderSpec spec() {
        return spec;
    }

    synchronized Coder coder() {
        if (coder == null) {
            coder = spec.coder();
        }
        return coder;
    }
}
