package parsimony.encoding;

import java.io.Serializable;
import java.util.List;

/**
 * What came of encoding some rows of a file.
 *
 * @param rows    the rows
 * @param blocks  the sums of each block of rows, in order; blocks are those of
 *                {@link CodeSums#blockRows}, cut to these rows
 * @param seconds that encoding alone took
 */
public record PartSums(RowRange rows, List<CodeSums> blocks, double seconds)
        implements
            Serializable {

    /** @param blocks is copied */
    public PartSums {
        blocks = List.copyOf(blocks);
    }
}
