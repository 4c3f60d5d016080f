package parsimony.experiment.gap;

import org.ejml.data.FMatrixRMaj;
import org.ejml.dense.row.CommonOps_FDRM;
import parsimony.data.ArrayFile;
import parsimony.data.MatrixRows;
import parsimony.experiment.report.TransposeHint;
import parsimony.signals.InputException;
import parsimony.signals.Monitor;
import parsimony.sparsecoding.Dictionary;

/** Codes that any program has left in a file, with the dictionary that they are for. */
final class StoredCodes implements Coding {
    private final MatrixRows codes;
    private final Dictionary dictionary;
    private final FMatrixRMaj bias;

    private StoredCodes(MatrixRows codes, Dictionary dictionary, FMatrixRMaj bias) {
        this.codes = codes;
        this.dictionary = dictionary;
        this.bias = bias;
    }

    /**
     * Opens the files, and finds out which way the dictionary lies.
     *
     * @param settings their places
     * @param patches that the codes are of
     * @param progress is told if the dictionary is D×K
     * @throws InputException if a file cannot be read, or shapes do not agree
     */
    static StoredCodes open(CodeGapAnalysis.Settings settings, MatrixRows patches,
            Monitor progress) {
        MatrixRows codes = ArrayFile.rows(settings.codes());
        try {
            FMatrixRMaj atoms = ArrayFile.matrix(settings.dictionary());
            int pixels = patches.columns();
            int units = codes.columns();
            if (is(atoms, pixels, units) && !is(atoms, units, pixels)) {
                progress.note(settings.dictionary() + ": read as the transpose of a dictionary, "
                        + pixels + "×" + units + " for D pixels × K atoms");
                atoms = CommonOps_FDRM.transpose(atoms, null);
            }
            requireFits(settings, atoms, patches, codes);
            return new StoredCodes(codes, new Dictionary(atoms), bias(settings.bias(), pixels));
        } catch (RuntimeException e) {
            codes.close();
            throw e;
        }
    }

    private static boolean is(FMatrixRMaj matrix, int rows, int columns) {
        return matrix.numRows == rows && matrix.numCols == columns;
    }

    private static void requireFits(CodeGapAnalysis.Settings settings, FMatrixRMaj atoms,
            MatrixRows patches, MatrixRows codes) {
        if (codes.rows() != patches.rows()) {
            throw new InputException("‹codes› " + settings.codes() + ": is " + codes.rows() + "×"
                    + codes.columns() + "; must have " + patches.rows()
                    + " rows, one for each patch of " + settings.patches()
                    + TransposeHint.of(codes.columns() == patches.rows(), settings.codes()));
        }
        if (is(atoms, codes.columns(), patches.columns())) {
            return;
        }
        String dictionary = settings.dictionary() + " is " + atoms.numRows + "×" + atoms.numCols;
        if (atoms.numCols == patches.columns() || atoms.numRows == patches.columns()) {
            throw new InputException("‹codes› " + settings.codes() + ": has " + codes.columns()
                    + " columns; must have one for each atom, and " + dictionary
                    + " for patches of " + patches.columns() + " pixels");
        }
        if (atoms.numRows == codes.columns() || atoms.numCols == codes.columns()) {
            throw new InputException("‹patches› " + settings.patches() + ": has patches of "
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

    @Override
    public Dictionary dictionary() {
        return dictionary;
    }

    @Override
    public FMatrixRMaj bias() {
        return bias;
    }

    @Override
    public FMatrixRMaj inputs(FMatrixRMaj patches) {
        return patches;
    }

    @Override
    public FMatrixRMaj codes(FMatrixRMaj patches) {
        FMatrixRMaj block = new FMatrixRMaj(patches.numRows, dictionary.size());
        codes.read(block, patches.numRows);
        return block;
    }

    @Override
    public void rewind() {
        codes.rewind();
    }

    @Override
    public void close() {
        codes.close();
    }
}
