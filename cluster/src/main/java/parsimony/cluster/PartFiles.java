package parsimony.cluster;

import java.io.Serializable;
import java.nio.file.Path;
import java.util.Locale;
import parsimony.encoding.CoderSpec;
import parsimony.encoding.CodesFormat;
import parsimony.encoding.EncodingPart;
import parsimony.encoding.RowRange;

/**
 * The files that the parts of an encoding read and write. Paths are absolute: on an executor a
 * relative one would begin in the executor's own folder.
 *
 * @param patches the place of the patches
 * @param format  of the codes
 * @param folder  of the parts
 */
record PartFiles(String patches, CodesFormat format, String folder) implements Serializable {
    /** {@return the codes of some rows} */
    Path codes(RowRange rows) {
        return file("codes", rows, format.ending());
    }

    /** {@return the table of what is known of each code} */
    Path perPatch(RowRange rows) {
        return file("per_patch", rows, ".csv");
    }

    private Path file(String name, RowRange rows, String ending) {
        return Path.of(folder,
                String.format(Locale.ROOT, "%s-%012d%s", name, rows.from(), ending));
    }

    EncodingPart part(CoderSpec coder, RowRange rows) {
        return new EncodingPart(coder, patches, rows, format, codes(rows).toString(),
                perPatch(rows).toString());
    }
}
