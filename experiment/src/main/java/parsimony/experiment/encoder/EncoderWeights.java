package parsimony.experiment.encoder;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.ejml.data.FMatrixRMaj;
import org.ejml.dense.row.CommonOps_FDRM;
import parsimony.sparsecoding.AffineEncoder;
import parsimony.sparsecoding.CodeActivation;
import parsimony.sparsecoding.Dictionary;
import parsimony.sparsecoding.InputScaling;

/**
 * The weights of an encoder with a linear decoder, as an {@link AffineEncoder} takes them.
 *
 * @param origin      where they come from and what they are, in words
 * @param dictionary  Φ, K×D
 * @param bias        of the decoder, 1×D
 * @param encoder     W, K×D
 * @param encoderBias 1×K
 * @param settings    activation, and what is done to inputs
 * @param remarks     what the user should know of how they were read
 */
record EncoderWeights(String origin, FMatrixRMaj dictionary, FMatrixRMaj bias,
        FMatrixRMaj encoder, FMatrixRMaj encoderBias, AffineEncoder.Settings settings,
        List<String> remarks) {

    EncoderWeights(String origin, FMatrixRMaj dictionary, FMatrixRMaj bias, FMatrixRMaj encoder,
            FMatrixRMaj encoderBias, CodeActivation activation, boolean centred,
            List<String> remarks) {
        this(origin, dictionary, bias, encoder, encoderBias,
                new AffineEncoder.Settings(activation, centred, InputScaling.NONE), remarks);
    }

    EncoderWeights with(String newOrigin) {
        return new EncoderWeights(newOrigin, dictionary, bias, encoder, encoderBias, settings,
                remarks);
    }

    EncoderWeights with(InputScaling scaling) {
        return new EncoderWeights(origin, dictionary, bias, encoder, encoderBias,
                new AffineEncoder.Settings(settings.activation(), settings.centred(), scaling),
                remarks);
    }

    private EncoderWeights remarked(String remark) {
        List<String> all = new ArrayList<>(remarks);
        all.add(remark);
        return new EncoderWeights(origin, dictionary, bias, encoder, encoderBias, settings, all);
    }

    /** The decoder multiplies the code of each unit by a factor: so does the atom. */
    EncoderWeights withAtomsTimes(FMatrixRMaj factors) {
        return new EncoderWeights(origin, rowsTimes(dictionary, doubles(factors.data)), bias,
                encoder, encoderBias, settings, remarks);
    }

    /**
     * The encoder multiplies by the norms of the atoms, and the decoder divides by them: the atoms
     * then have norm 1, and weights and biases are multiplied.
     *
     * @param first whether it multiplies u, before it decides which units are active; else it
     *              multiplies the code, so that thresholds are multiplied, too
     */
    EncoderWeights withUnitAtoms(boolean first) {
        double[] norms = norms(dictionary);
        double[] inverse = Arrays.stream(norms).map(n -> n == 0 ? 0 : 1 / n).toArray();
        CodeActivation activation = settings.activation();
        if (!first && activation instanceof CodeActivation.JumpRelu jump) {
            activation = new CodeActivation.JumpRelu(times(jump.thresholds(), norms));
        } else if (!first && activation instanceof CodeActivation.Gated gated) {
            activation = new CodeActivation.Gated(gated.scales(),
                    times(gated.magnitudes(), norms));
        }
        return new EncoderWeights(origin, rowsTimes(dictionary, inverse), bias,
                rowsTimes(encoder, norms), times(encoderBias, norms),
                new AffineEncoder.Settings(activation, settings.centred(), settings.scaling()),
                remarks).remarked(
                        "codes are those of atoms of norm 1, as the encoder's own decoder"
                                + " takes them");
    }

    /**
     * The encoder was trained on inputs times s. The weights become those for inputs as they are: W
     * is multiplied by s, atoms and bias are divided.
     */
    EncoderWeights onInputsTimes(double s) {
        double[] up = new double[encoder.numRows];
        Arrays.fill(up, s);
        double[] down = new double[encoder.numRows];
        Arrays.fill(down, 1 / s);
        double[] shift = new double[bias.numCols];
        Arrays.fill(shift, 1 / s);
        return new EncoderWeights(origin, rowsTimes(dictionary, down), times(bias, shift),
                rowsTimes(encoder, up), encoderBias, settings, remarks)
                .remarked(String.format(Locale.ROOT,
                        "trained on inputs times %.6g; that is in the weights now", s));
    }

    ImportedEncoder build() {
        AffineEncoder made = new AffineEncoder(new Dictionary(dictionary), bias, encoder,
                encoderBias, settings);
        return new ImportedEncoder(made, made.dictionary(), made.bias(),
                settings.activation().signed(), origin);
    }

    static double[] norms(FMatrixRMaj rows) {
        double[] norms = new double[rows.numRows];
        for (int k = 0; k < rows.numRows; k++) {
            double squares = 0;
            for (int d = k * rows.numCols; d < (k + 1) * rows.numCols; d++) {
                squares += (double) rows.data[d] * rows.data[d];
            }
            norms[k] = Math.sqrt(squares);
        }
        return norms;
    }

    private static double[] doubles(float[] values) {
        double[] doubles = new double[values.length];
        Arrays.setAll(doubles, i -> values[i]);
        return doubles;
    }

    private static FMatrixRMaj times(FMatrixRMaj row, double[] factors) {
        FMatrixRMaj product = new FMatrixRMaj(1, row.numCols);
        for (int i = 0; i < row.numCols; i++) {
            product.data[i] = (float) (row.data[i] * factors[i]);
        }
        return product;
    }

    private static FMatrixRMaj rowsTimes(FMatrixRMaj rows, double[] factors) {
        FMatrixRMaj product = new FMatrixRMaj(rows.numRows, rows.numCols);
        for (int i = 0; i < product.data.length; i++) {
            product.data[i] = (float) (rows.data[i] * factors[i / rows.numCols]);
        }
        return product;
    }

    static FMatrixRMaj transpose(FMatrixRMaj matrix) {
        return CommonOps_FDRM.transpose(matrix, null);
    }
}
