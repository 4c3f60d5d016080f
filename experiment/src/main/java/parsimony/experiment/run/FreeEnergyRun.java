package parsimony.experiment.run;

import java.io.IOException;
import java.nio.file.Path;
import org.ejml.data.FMatrixRMaj;
import parsimony.compare.gap.EncoderLoss;
import parsimony.signals.Monitor;
import parsimony.sparsecoding.Dictionary;
import parsimony.sparsecoding.PoissonSettings;
import parsimony.vae.Vae;

/**
 * What the encoder of a trained linear Poisson VAE loses of its objective, with a proof.
 *
 * @param on   the training; its β is above 0
 * @param name the run's name for people
 * @param key  SHA-256 of all that the result depends on
 */
public record FreeEnergyRun(Run on, String name, String key) implements RunOnModel {
    /**
     * The relative gap to which the best rates are found. What is left is far below the loss of any
     * encoder seen, and is told as the certificate.
     */
    public static final double GAP = 1e-4;
    /** Multiply–adds per second on the reference machine; many are left out, as rates stay. */
    private static final double RATE = 1.2e10;
    /** Sweeps over all units for a patch, about. */
    private static final int SWEEPS = 30;
    /** Seconds to load the model. */
    private static final double BEGINNING = 0.5;
    /** Bytes of TensorFlow and of what encodes the patches. */
    private static final double BYTES = 4e8;

    /** What {@code config.json} keeps. */
    private record Spec(String model, String patches, double beta, double gap) {
    }

    @Override
    public double seconds(Size size) {
        double atoms = size.atoms();
        return BEGINNING + (beta() == 1 ? 1 : 2) * size.patches() * SWEEPS * atoms * atoms / RATE;
    }

    @Override
    public double bytes(Size size) {
        double atoms = size.atoms();
        return BYTES + 4 * atoms * (atoms + 2 * size.patches());
    }

    @Override
    public void carryOut(RunContext context) throws IOException {
        long begun = System.nanoTime();
        Monitor progress = context.progress();
        Path model = context.folder(on);
        FMatrixRMaj patches = context.patches().validation();
        Path folder = context.open(this, new Spec(model.toString(),
                context.patches().validationFile().toString(), beta(), GAP));
        progress.phase("Finding the best posteriors", beta() == 1 ? 1 : 2, "solves");
        try (Vae vae = Vae.load(model)) {
            FMatrixRMaj rates = vae.posteriorMean().encode(patches);
            FMatrixRMaj described = SweepRun.withoutBias(patches, model);
            Dictionary dictionary = vae.dictionary().orElseThrow();
            FMatrixRMaj prior = vae.priorLogRate().orElseThrow();
            EncoderLoss objective = EncoderLoss.measure(described, rates, dictionary, prior,
                    PoissonSettings.of(beta()).withGap(GAP));
            progress.at(1);
            EncoderLoss nelbo = beta() == 1 ? objective
                    : EncoderLoss.measure(described, rates, dictionary, prior,
                            PoissonSettings.of(1).withGap(GAP));
            RunRecord.writeMetrics(folder, new FreeEnergyResult(dictionary.size(), patches.numRows,
                    objective, nelbo, (System.nanoTime() - begun) * 1e-9));
        }
    }

    @Override
    public FreeEnergyResult result(Path folder) {
        return RunRecord.readMetrics(folder, FreeEnergyResult.class);
    }
}
