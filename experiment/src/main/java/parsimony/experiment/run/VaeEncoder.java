package parsimony.experiment.run;

import java.io.IOException;
import java.nio.file.Path;
import org.ejml.data.FMatrixRMaj;
import parsimony.compare.CurvePoint;
import parsimony.vae.Evaluation;
import parsimony.vae.Vae;

/** The encoder of a VAE that was trained. */
final class VaeEncoder implements OwnEncoder {
    private final Run run;
    private final double activeThreshold;
    private final Vae vae;

    /**
     * Loads it.
     *
     * @param run of its training
     * @param activeThreshold nats from which a unit counts as active; null for that of its latent
     * @param folder of the run
     */
    VaeEncoder(Run run, Double activeThreshold, Path folder) throws IOException {
        this.run = run;
        vae = Vae.load(folder);
        this.activeThreshold = activeThreshold != null ? activeThreshold
                : vae.architecture().latent().activeKl();
    }

    @Override
    public FMatrixRMaj codes(FMatrixRMaj patches) {
        return vae.posteriorMean().encode(patches);
    }

    @Override
    public Measured measure(FMatrixRMaj patches) {
        Evaluation found =
                vae.evaluate(patches, run.seed()).withActiveThreshold(activeThreshold);
        CurvePoint point = CurveFile.amortized(run.model(), run.beta(), found);
        return new Measured(point, VaeMeasures.of(found, vae.priorLogRate()));
    }

    @Override
    public void close() {
        vae.close();
    }
}
