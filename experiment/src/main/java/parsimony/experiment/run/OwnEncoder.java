package parsimony.experiment.run;

import org.ejml.data.FMatrixRMaj;
import parsimony.compare.CurvePoint;

/** The encoder that a run left, loaded again, so that it can encode patches that are new to it. */
public interface OwnEncoder extends AutoCloseable {

    /**
     * What its codes come to.
     *
     * @param point of the error–sparsity plane
     * @param vae   how well it describes the patches; null if it is no VAE
     */
    record Measured(CurvePoint point, VaeMeasures vae) {
    }

    /**
     * {@return its codes without noise, N×K: of a VAE the posterior means}
     *
     * @param patches N×D
     */
    FMatrixRMaj codes(FMatrixRMaj patches);

    /**
     * {@return what it comes to, as the run itself measured it}
     *
     * @param patches N×D
     */
    Measured measure(FMatrixRMaj patches);

    @Override
    void close();
}
