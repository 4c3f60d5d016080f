package parsimony.encoding;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BinaryOperator;
import org.ejml.data.FMatrixRMaj;
import parsimony.data.MatrixRows;

/**
 * Codes that are in files already: it makes none, and gives those of the next patches. So codes are
 * measured, and parts are joined, by the very sums that made them.
 */
public final class StoredCoder implements Coder {
    private final MatrixRows codes;
    private final Optional<PerPatchRows> certificates;
    private final int pixels;
    private final BinaryOperator<FMatrixRMaj> decoder;
    private long row;

    /**
     * Codes of all patches of a file, in their order.
     *
     * @param codes   N×K; this closes it
     * @param tables  what {@link PerPatchTable} wrote of them, one file after another; none if
     *                nothing is known
     * @param pixels  D
     * @param decoder N×D patches and N×K codes to N×D reconstructions
     */
    public StoredCoder(MatrixRows codes, List<Path> tables, int pixels,
            BinaryOperator<FMatrixRMaj> decoder) {
        this.codes = codes;
        this.certificates =
                tables.isEmpty() ? Optional.empty() : Optional.of(new PerPatchRows(tables));
        this.pixels = pixels;
        this.decoder = decoder;
    }

    @Override
    public int pixels() {
        return pixels;
    }

    @Override
    public int units() {
        return codes.columns();
    }

    @Override
    public Coded code(FMatrixRMaj patches, FMatrixRMaj start) {
        FMatrixRMaj block = new FMatrixRMaj(patches.numRows, codes.columns());
        codes.read(block, patches.numRows);
        long first = row;
        row += patches.numRows;
        return certificates.map(table -> table.certified(first, block))
                .orElseGet(() -> new Coded(block));
    }

    @Override
    public FMatrixRMaj decode(FMatrixRMaj patches, FMatrixRMaj block) {
        return decoder.apply(patches, block);
    }

    @Override
    public void close() {
        codes.close();
        try {
            if (certificates.isPresent()) {
                certificates.get().close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
