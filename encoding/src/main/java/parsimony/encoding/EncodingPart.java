package parsimony.encoding;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;
import parsimony.data.ArrayFile;
import parsimony.data.FileFault;
import parsimony.data.MatrixRows;
import parsimony.data.MatrixWriter;
import parsimony.signals.InputException;
import parsimony.signals.Monitor;

/**
 * The work to encode some rows of a file into a file of codes, which can be sent to another
 * process. If it ends within, nothing of it is left; if it is done twice, at once or one after
 * another, the files are the same, and always whole.
 *
 * @param coder    makes the codes
 * @param patches  the place of the patches, for {@link ArrayFile}; absolute
 * @param rows     which of them
 * @param format   of the codes
 * @param codes    the file of codes to write; absolute
 * @param perPatch the file with a row of numbers for each patch, as {@link PerPatchTable}; null for
 *                 none
 */
public record EncodingPart(CoderSpec coder, String patches, RowRange rows, CodesFormat format,
        String codes, String perPatch) implements Serializable {

    /**
     * Does the work, with a coder that may serve several parts.
     *
     * @param made     what {@link #coder} makes
     * @param progress is told how many patches are done
     * @return the sums of each block
     * @throws InputException if a file cannot be read or written, or a patch cannot be coded
     * @throws java.util.concurrent.CancellationException if the thread was interrupted
     */
    public PartSums write(Coder made, Monitor progress) {
        Path table = perPatch == null ? null : Path.of(perPatch);
        Path draft = table == null ? null : table.resolveSibling(
                "." + table.getFileName() + "." + UUID.randomUUID() + ".partial");
        try {
            try (MatrixRows in = ArrayFile.rows(patches);
                    MatrixWriter out = format.create(Path.of(codes), made.units());
                    PerPatchTable numbers = draft == null ? null : new PerPatchTable(draft)) {
                PartSums sums = new Encoding(made, in, rows).run((first, block, coded, decoded) -> {
                    out.write(coded.codes());
                    if (numbers != null) {
                        numbers.take(first, block, coded, decoded);
                    }
                }, progress);
                if (numbers != null) {
                    numbers.close();
                    Files.move(draft, table, StandardCopyOption.ATOMIC_MOVE,
                            StandardCopyOption.REPLACE_EXISTING);
                }
                out.commit(); // last, because codes that are there say that the part is done
                return sums;
            } finally {
                if (draft != null) {
                    Files.deleteIfExists(draft);
                }
            }
        } catch (IOException e) {
            throw FileFault.of(table, e);
        }
    }
}
