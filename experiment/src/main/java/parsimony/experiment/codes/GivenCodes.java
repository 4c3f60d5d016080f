package parsimony.experiment.codes;

import org.ejml.data.FMatrixRMaj;
import org.ejml.dense.row.CommonOps_FDRM;
import parsimony.data.ArrayFile;
import parsimony.data.MatrixRows;
import parsimony.experiment.report.TransposeHint;
import parsimony.signals.InputException;
import parsimony.signals.Monitor;
import parsimony.sparsecoding.Dictionary;

/**
 * Codes that any program has left in a file, with the decoder x ≈ b + Φa that they are for.
 *
 * @param codes      N×K
 * @param dictionary Φ, K×D
 * @param bias       b, 1×D
 */
public record GivenCodes(MatrixRows codes, Dictionary dictionary, FMatrixRMaj bias)
        implements
            AutoCloseable {

    /**
     * Where they are, as places of {@link ArrayFile}.
     *
     * @param dictionary K×D or D×K
     * @param patches    N×D
     * @param codes      N×K
     * @param bias       D numbers; null for zeros
     */
    public record Places(String dictionary, String patches, String codes, String bias) {
    }

    /**
     * Opens the files, and finds out which way the dictionary lies.
     *
     * @param places of the arrays
     * @param patches that the codes are of
     * @param progress is told if the dictionary is D×K
     * @return the codes, at their first row
     * @throws InputException if a file cannot be read, or shapes do not agree
     */
    public static GivenCodes open(Places places, MatrixRows patches, Monitor progress) {
        MatrixRows codes = ArrayFile.rows(places.codes);
        try {
            FMatrixRMaj atoms = ArrayFile.matrix(places.dictionary);
            int pixels = patches.columns();
            int units = codes.columns();
            if (is(atoms, pixels, units) && !is(atoms, units, pixels)) {
                progress.note(places.dictionary + ": read as the transpose of a dictionary, "
                        + pixels + "×" + units + " for D pixels × K atoms");
                atoms = CommonOps_FDRM.transpose(atoms, null);
            }
            requireFits(places, atoms, patches, codes);
            return new GivenCodes(codes, new Dictionary(atoms), bias(places.bias, pixels));
        } catch (RuntimeException e) {
            codes.close();
            throw e;
        }
    }

    private static boolean is(FMatrixRMaj matrix, int rows, int columns) {
        return matrix.numRows == rows && matrix.numCols == columns;
    }

    private static void requireFits(Places places, FMatrixRMaj atoms,
            MatrixRows patches, MatrixRows codes) {
        if (codes.rows() != patches.rows()) {
            throw new InputException("‹codes› " + places.codes + ": is " + codes.rows() + "×"
                    + codes.columns() + "; must have " + patches.rows()
                    + " rows, one for each patch of " + places.patches
                    + TransposeHint.of(codes.columns() == patches.rows(), places.codes));
        }
        if (is(atoms, codes.columns(), patches.columns())) {
            return;
        }
        String dictionary = places.dictionary + " is " + atoms.numRows + "×" + atoms.numCols;
        if (atoms.numCols == patches.columns() || atoms.numRows == patches.columns()) {
            throw new InputException("‹codes› " + places.codes + ": has " + codes.columns()
                    + " columns; must have one for each atom, and " + dictionary
                    + " for patches of " + patches.columns() + " pixels");
        }
        if (atoms.numRows == codes.columns() || atoms.numCols == codes.columns()) {
            throw new InputException("‹patches› " + places.patches + ": has patches of "
                    + patches.columns() + " pixels; must have as many as an atom, and "
                    + dictionary + " for codes of " + codes.columns() + " units");
        }
        throw new InputException("‹dictionary› " + dictionary + "; must be " + codes.columns()
                + "×" + patches.columns() + ", a row for each unit of the codes and a column for"
                + " each pixel of the patches, or the transpose of that");
    }

    private static FMatrixRMaj bias(String place, int pixels) {
        if (place == null) {
            return new FMatrixRMaj(1, pixels);
        }
        FMatrixRMaj bias = ArrayFile.vector(place);
        if (bias.numCols != pixels) {
            throw new InputException("‹bias› " + place + ": has " + bias.numCols
                    + " numbers; must have " + pixels + ", one for each pixel of a patch");
        }
        return bias;
    }

    /**
     * {@return the reconstructions b + Φa}
     *
     * @param block n×K
     */
    public FMatrixRMaj decode(FMatrixRMaj block) {
        FMatrixRMaj decoded = dictionary.decode(block);
        for (int i = 0; i < decoded.getNumElements(); i++) {
            decoded.data[i] += bias.data[i % bias.numCols];
        }
        return decoded;
    }

    @Override
    public void close() {
        codes.close();
    }
}
