package parsimony.compare.features;

import java.util.stream.IntStream;
import org.ejml.data.FMatrixRMaj;
import parsimony.signals.InputException;

/**
 * The atoms of another dictionary that are most like each atom of one, by the absolute value of the
 * cosine between them.
 *
 * @param atom numbers of atoms of the other dictionary, a row for each atom of the first, the
 *     nearest first
 * @param cosine the absolute cosines, in the same order, 0 to 1
 */
public record NearestAtoms(int[][] atom, double[][] cosine) {

    /**
     * Finds the nearest atoms.
     *
     * @param of the atoms that are asked about, K×D
     * @param among the other dictionary, K'×D
     * @param count how many for each, ≥ 1; all of them if there are fewer
     * @return the nearest ones; of equal ones that with the smaller number comes first
     * @throws InputException if they have not the same number of pixels
     */
    public static NearestAtoms of(FMatrixRMaj of, FMatrixRMaj among, int count) {
        if (of.numCols != among.numCols) {
            throw new InputException("dictionaries: have atoms of " + of.numCols + " and "
                    + among.numCols + " pixels; must have as many");
        }
        float[][] cosines = DictionaryMatch.cosines(of, among, true);
        int[][] atom = new int[of.numRows][];
        double[][] cosine = new double[of.numRows][];
        for (int k = 0; k < of.numRows; k++) {
            float[] row = cosines[k];
            atom[k] = largest(row, Math.min(count, row.length));
            cosine[k] = IntStream.of(atom[k]).mapToDouble(j -> row[j]).toArray();
        }
        return new NearestAtoms(atom, cosine);
    }

    /** The places of the largest values, the largest first, in one pass. */
    private static int[] largest(float[] values, int count) {
        int[] places = new int[count];
        int found = 0;
        for (int j = 0; j < values.length; j++) {
            int at = found;
            while (at > 0 && values[places[at - 1]] < values[j]) {
                at--;
            }
            if (at < count) {
                found = Math.min(count, found + 1);
                System.arraycopy(places, at, places, at + 1, found - at - 1);
                places[at] = j;
            }
        }
        return places;
    }
}
