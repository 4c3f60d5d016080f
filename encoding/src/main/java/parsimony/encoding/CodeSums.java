package parsimony.encoding;

import java.io.Serializable;
import java.util.OptionalDouble;
import org.ejml.data.FMatrixRMaj;
import parsimony.sparsecoding.Measures;
import parsimony.sparsecoding.Solution;

/**
 * Sums over encoded patches, to which those of further patches can be added. Sums of the same
 * blocks, added in the same order, are the same to the last bit.
 */
public final class CodeSums implements Serializable {
    private static final long serialVersionUID = 1;
    /** The most rows of a block. */
    private static final int MOST_ROWS = 2048;
    /** The most entries of a block of codes, 64 MiB; so large dictionaries have fewer rows. */
    private static final int MOST_CODES = 1 << 24;
    /** Blocks have a multiple of so many rows, as solvers take patches by eight. */
    private static final int ROWS = 8;

    private final Measures.Sums measures;
    private double objective;
    private double gap;
    private boolean proven = true;

    /**
     * Sums of no patch.
     *
     * @param units K
     */
    public CodeSums(int units) {
        this(new Measures.Sums(units));
    }

    private CodeSums(Measures.Sums measures) {
        this.measures = measures;
    }

    /**
     * {@return how many rows a block has} Blocks are numbered from row 0 of a file; the last one is
     * shorter. It depends on nothing else, so that all who sum codes do so over the same blocks.
     *
     * @param units K
     */
    public static int blockRows(int units) {
        return Math.max(ROWS, Math.min(MOST_ROWS, MOST_CODES / units) / ROWS * ROWS);
    }

    /**
     * {@return the sums of the patches from ≤ i &lt; to}
     *
     * @param patches         N×D
     * @param coded           their codes
     * @param reconstructions N×D
     * @param from            first patch, 0..N
     * @param to              behind the last patch, from..N
     */
    public static CodeSums of(FMatrixRMaj patches, Coded coded, FMatrixRMaj reconstructions,
            int from, int to) {
        CodeSums sums = new CodeSums(
                Measures.Sums.of(patches, coded.codes(), reconstructions, from, to));
        if (coded.solution().isPresent()) {
            Solution solution = coded.solution().get();
            for (int i = from; i < to; i++) {
                sums.objective += solution.objective()[i];
                sums.gap += solution.gap()[i];
            }
        } else {
            sums.proven = false;
        }
        return sums;
    }

    /**
     * Adds the sums of further patches.
     *
     * @param further of as many units
     */
    public void add(CodeSums further) {
        measures.add(further.measures);
        objective += further.objective;
        gap += further.gap;
        proven &= further.proven;
    }

    /** {@return the number of patches} */
    public long patches() {
        return measures.patches();
    }

    /**
     * {@return the measures of all codes}
     *
     * @throws parsimony.signals.InputException if there is none
     */
    public Measures measures() {
        return measures.measures();
    }

    /** {@return the mean of the objective; empty where there is none} */
    public OptionalDouble objective() {
        return mean(objective);
    }

    /** {@return the mean of the proven gap; empty where there is none} */
    public OptionalDouble gap() {
        return mean(gap);
    }

    private OptionalDouble mean(double sum) {
        return proven && patches() > 0 ? OptionalDouble.of(sum / patches())
                : OptionalDouble.empty();
    }
}
