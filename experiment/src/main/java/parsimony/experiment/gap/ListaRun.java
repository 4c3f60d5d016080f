package parsimony.experiment.gap;

import java.io.IOException;
import java.nio.file.Path;
import org.ejml.data.FMatrixRMaj;
import parsimony.compare.gap.Convergence;
import parsimony.compare.gap.ProcessorTime;
import parsimony.experiment.encoder.TrainedEncoder;
import parsimony.signals.InputException;
import parsimony.sparsecoding.Dictionary;
import parsimony.sparsecoding.Encoder;
import parsimony.vae.ListaNetwork;
import parsimony.vae.Vae;

/** The learned steps of a finished run of {@code parsimony train --model lista}. */
final class ListaRun {
    /** The largest difference of two atoms that are the same, as a share of the largest entry. */
    private static final double SAME = 1e-5;

    private ListaRun() {}

    /**
     * Encodes patches, and times it.
     *
     * @param run        folder of a run whose decoder is the dictionary
     * @param dictionary K×D
     * @param patches    N×D
     * @return its codes; the layers are their iterations
     * @throws InputException if the run is not finished or of another model, or its decoder is
     *     another dictionary
     */
    static Convergence.Made codes(Path run, Dictionary dictionary, FMatrixRMaj patches)
            throws IOException {
        if (!TrainedEncoder.isOne(run)) {
            throw new InputException("‹lista› " + run + ": holds no run; name a folder of parsimony"
                    + " train ‹model› lista");
        }
        try (Vae vae = TrainedEncoder.load(run)) {
            if (!(vae.architecture().encoder() instanceof ListaNetwork network)) {
                throw new InputException("‹lista› " + run + ": has a "
                        + vae.architecture().encoder().kind()
                        + " encoder; name a folder of parsimony train ‹model› lista");
            }
            if (!same(vae.dictionary().orElseThrow().atoms(), dictionary.atoms())) {
                throw new InputException("‹lista› " + run + ": has a dictionary of its own; train"
                        + " it with the dictionary.npy of the run that is measured and"
                        + " ‹constraint› fixed");
            }
            Encoder encoder = vae.posteriorMean();
            return new Convergence.Made(network.layers(), encoder.encode(patches),
                    ProcessorTime.of(() -> encoder.encode(patches)));
        }
    }

    private static boolean same(FMatrixRMaj a, FMatrixRMaj b) {
        if (a.numRows != b.numRows || a.numCols != b.numCols) {
            return false;
        }
        double largest = 0;
        double difference = 0;
        for (int i = 0; i < a.getNumElements(); i++) {
            largest = Math.max(largest, Math.abs(a.data[i]));
            difference = Math.max(difference, Math.abs(a.data[i] - b.data[i]));
        }
        return difference <= SAME * largest;
    }
}
