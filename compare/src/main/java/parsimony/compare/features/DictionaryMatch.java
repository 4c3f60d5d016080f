package parsimony.compare.features;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.ejml.data.FMatrixRMaj;
import parsimony.signals.InputException;

/**
 * How well learned atoms match true features, by the cosines between them. All three means are 1
 * where the atoms are the features, in whatever order and of whatever length.
 *
 * @param meanMaxCosine MMCS: the mean over true features of the largest cosine with any atom, at
 *     most 1 (Sharkey, Braun &amp; Millidge 2022, Taking features out of superposition with sparse
 *     autoencoders). Several features may have the same atom
 * @param meanMaxCosineOfAtoms the reverse: the mean over atoms of the largest cosine with any true
 *     feature; lower where the dictionary has atoms that are no feature
 * @param meanCosine the mean over true features of the cosine with the atom that is assigned to
 *     them one to one, such that this mean is the largest; a feature without an atom counts 0. It
 *     is the mean correlation coefficient of dictionaries (O'Neill, Gumran &amp; Klindt 2025,
 *     arXiv:2411.13117)
 * @param atomOf the atom that is assigned to each feature; −1 for none
 */
public record DictionaryMatch(double meanMaxCosine, double meanMaxCosineOfAtoms, double meanCosine,
        int[] atomOf) {

    /**
     * Matches atoms to features. A matrix of K×K' numbers is in memory meanwhile: 400 MB for 10,000
     * features and atoms.
     *
     * @param features the true dictionary, K×D
     * @param atoms the learned dictionary, K'×D; an atom of zeros has a cosine of 0 with any
     *     feature
     * @param signed true if codes may be negative: then an atom matches a feature as well as its
     *     negative does, and all cosines are absolute ones
     * @return how well they match
     * @throws InputException if they have not the same number of pixels, or one is empty
     * @throws java.util.concurrent.CancellationException if the thread is interrupted
     */
    public static DictionaryMatch of(FMatrixRMaj features, FMatrixRMaj atoms, boolean signed) {
        if (features.numCols != atoms.numCols || features.numRows == 0 || atoms.numRows == 0) {
            throw new InputException("dictionaries: are " + features.numRows + "×"
                    + features.numCols + " and " + atoms.numRows + "×" + atoms.numCols
                    + "; must have atoms of as many pixels");
        }
        float[][] cosines = cosines(features, atoms, signed);
        double[] ofAtoms = new double[atoms.numRows];
        Arrays.fill(ofAtoms, -1);
        for (float[] row : cosines) {
            for (int j = 0; j < row.length; j++) {
                ofAtoms[j] = Math.max(ofAtoms[j], row[j]);
            }
        }
        int[] atomOf = Assignment.best(cosines);
        return new DictionaryMatch(Scores.meanOfLargest(cosines), Scores.mean(ofAtoms),
                Scores.meanOfAssigned(cosines, atomOf), atomOf);
    }

    static float[][] cosines(FMatrixRMaj features, FMatrixRMaj atoms, boolean signed) {
        float[][] unit = columns(atoms);
        float[][] cosines = new float[features.numRows][atoms.numRows];
        IntStream.range(0, features.numRows).parallel().forEach(i -> {
            float[] row = cosines[i];
            double norm = norm(features, i);
            for (int d = 0; d < features.numCols && norm > 0; d++) {
                float weight = (float) (features.get(i, d) / norm);
                float[] column = unit[d];
                for (int j = 0; j < row.length; j++) {
                    row[j] += weight * column[j];
                }
            }
            for (int j = 0; j < row.length; j++) {
                row[j] = Math.min(1, signed ? Math.abs(row[j]) : row[j]);
            }
        });
        return cosines;
    }

    /** The atoms at length 1, D×K'. */
    private static float[][] columns(FMatrixRMaj atoms) {
        float[][] columns = new float[atoms.numCols][atoms.numRows];
        for (int j = 0; j < atoms.numRows; j++) {
            double norm = norm(atoms, j);
            for (int d = 0; d < atoms.numCols && norm > 0; d++) {
                columns[d][j] = (float) (atoms.get(j, d) / norm);
            }
        }
        return columns;
    }

    private static double norm(FMatrixRMaj matrix, int row) {
        double squares = 0;
        for (int d = 0; d < matrix.numCols; d++) {
            squares += (double) matrix.get(row, d) * matrix.get(row, d);
        }
        return Math.sqrt(squares);
    }
}
