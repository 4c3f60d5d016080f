package parsimony.experiment.gap;

import org.ejml.data.FMatrixRMaj;
import parsimony.data.MatrixRows;
import parsimony.experiment.codes.GivenCodes;
import parsimony.signals.Monitor;
import parsimony.sparsecoding.Dictionary;

/** Codes in a file. */
record StoredCodes(GivenCodes given) implements Coding {
    /**
     * Opens the files.
     *
     * @throws parsimony.signals.InputException if one cannot be read, or shapes do not agree
     */
    static StoredCodes open(CodeGapAnalysis.Settings settings, MatrixRows patches,
            Monitor progress) {
        return new StoredCodes(GivenCodes.open(new GivenCodes.Places(settings.dictionary(),
                settings.patches(), settings.codes(), settings.bias()), patches, progress));
    }

    @Override
    public Dictionary dictionary() {
        return given.dictionary();
    }

    @Override
    public FMatrixRMaj bias() {
        return given.bias();
    }

    @Override
    public FMatrixRMaj inputs(FMatrixRMaj patches) {
        return patches;
    }

    @Override
    public FMatrixRMaj codes(FMatrixRMaj patches) {
        FMatrixRMaj block = new FMatrixRMaj(patches.numRows, dictionary().size());
        given.codes().read(block, patches.numRows);
        return block;
    }

    @Override
    public void rewind() {
        given.codes().rewind();
    }

    @Override
    public void close() {
        given.close();
    }
}
