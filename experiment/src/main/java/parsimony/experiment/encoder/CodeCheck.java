package parsimony.experiment.encoder;

import java.util.Map;
import org.ejml.data.FMatrixRMaj;
import parsimony.data.MatrixRows;
import parsimony.signals.InputException;
import parsimony.signals.Monitor;

/**
 * What an encoder makes of inputs, read in blocks, in two passes: the mean input, then codes and
 * reconstructions. Errors are those of inputs as they are, not as the encoder scales them.
 */
final class CodeCheck {
    /** Numbers of the codes of a block. */
    private static final int BLOCK = 1 << 23;
    private static final int MOST_ROWS = 4096;

    private final ImportedEncoder encoder;
    private final double[] mean;
    private final boolean[] alive;
    private long inputs;
    private double active;
    private double l1;
    private double errors;
    private double squares;
    private double variance;
    private double ratios;

    CodeCheck(ImportedEncoder encoder) {
        this.encoder = encoder;
        mean = new double[encoder.dictionary().pixels()];
        alive = new boolean[encoder.dictionary().size()];
    }

    void run(MatrixRows patches, Monitor progress) {
        if (patches.columns() != mean.length) {
            throw new InputException("‹patches›: have " + patches.columns()
                    + " numbers each, the encoder takes " + mean.length
                    + (patches.rows() == mean.length ? "; their transpose fits"
                            + " (numpy.ascontiguousarray(a.T))" : ""));
        }
        int rows = Math.max(8, Math.min(MOST_ROWS, BLOCK / alive.length));
        FMatrixRMaj block = new FMatrixRMaj(0, 0);
        progress.phase("mean of inputs", patches.rows(), "inputs");
        for (int read; (read = patches.read(block, rows)) > 0;) {
            for (int i = 0; i < block.getNumElements(); i++) {
                mean[i % mean.length] += block.data[i];
            }
            progress.at(inputs += read);
        }
        for (int d = 0; d < mean.length; d++) {
            mean[d] /= inputs;
        }
        patches.rewind();
        progress.phase("encoding", patches.rows(), "inputs");
        long done = 0;
        for (int read; (read = patches.read(block, rows)) > 0;) {
            add(block);
            progress.at(done += read);
        }
    }

    private void add(FMatrixRMaj block) {
        FMatrixRMaj codes = encoder.encoder().encode(block);
        FMatrixRMaj found = encoder.encoder().reconstruct(block, codes);
        for (int i = 0; i < codes.getNumElements(); i++) {
            if (codes.data[i] != 0) {
                active++;
                l1 += Math.abs(codes.data[i]);
                alive[i % alive.length] = true;
            }
        }
        for (int i = 0; i < block.numRows; i++) {
            double error = 0;
            double about = 0;
            for (int d = 0; d < mean.length; d++) {
                double x = block.data[i * mean.length + d];
                double difference = x - found.data[i * mean.length + d];
                error += difference * difference;
                about += (x - mean[d]) * (x - mean[d]);
                squares += x * x;
            }
            errors += error;
            variance += about;
            ratios += explained(error, about);
        }
    }

    private static double explained(double error, double total) {
        return total > 0 ? 1 - error / total : error == 0 ? 1 : 0;
    }

    void addTo(Map<String, Object> metrics) {
        long dead = 0;
        for (boolean unit : alive) {
            dead += unit ? 0 : 1;
        }
        metrics.put("patches", inputs);
        metrics.put("l0", active / inputs);
        metrics.put("l1", l1 / inputs);
        metrics.put("squared_error", errors / inputs);
        metrics.put("explained_variance_about_zero", explained(errors, squares));
        metrics.put("explained_variance_pooled", explained(errors, variance));
        metrics.put("explained_variance_mean", ratios / inputs);
        metrics.put("dead", dead);
    }
}
