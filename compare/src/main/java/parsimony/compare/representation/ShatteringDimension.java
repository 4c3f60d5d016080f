package parsimony.compare.representation;

import de.bwaldvogel.liblinear.Feature;
import de.bwaldvogel.liblinear.FeatureNode;
import de.bwaldvogel.liblinear.Linear;
import de.bwaldvogel.liblinear.Model;
import de.bwaldvogel.liblinear.Parameter;
import de.bwaldvogel.liblinear.Problem;
import de.bwaldvogel.liblinear.SolverType;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.ejml.data.FMatrixRMaj;
import org.ejml.dense.row.CommonOps_FDRM;
import parsimony.signals.InputException;
import parsimony.signals.Monitor;
import parsimony.signals.ParallelLoop;

/**
 * How linearly separable classes are: the mean accuracy of logistic regression over all splits of
 * the classes into two halves. Ten digits have 252 splits. A split and the one with its sides
 * exchanged have the same accuracy and are fitted once.
 *
 * <p>Bernardi et al. (2020), Cell 183; Vafaii, Galor &amp; Yates (2024), table 3.
 */
public final class ShatteringDimension {
    /** Weight of the data against ½‖w‖². It is the default of LIBLINEAR and of scikit-learn. */
    private static final double COST = 1;
    /** Stopping tolerance of the fit, LIBLINEAR's default. */
    private static final double TOLERANCE = 0.01;
    /** The most classes. 20 classes have 92378 pairs of halves, and each needs a classifier. */
    private static final int MOST_CLASSES = 20;

    static {
        Linear.disableDebugOutput();
    }

    private ShatteringDimension() {}

    /**
     * The accuracies whose mean is the shattering dimension of features: one for each way to split
     * the classes into halves, in an order that the classes alone decide.
     *
     * @param train    what classifiers are fitted to; an even number of classes, at most 20
     * @param test     what they are tested on, at least one
     * @param progress told after every split
     * @return 0..1 each
     * @throws InputException if the number of classes is odd or above 20, a class is only in the
     *                                  test, there is nothing to test on, or the numbers of
     *                                  features differ
     * @throws CancellationException    if the thread was interrupted
     */
    public static double[] accuracies(LabelledFeatures train, LabelledFeatures test,
            Monitor progress) {
        int[] classes = Arrays.stream(train.labels()).distinct().sorted().toArray();
        if (classes.length == 0 || classes.length % 2 != 0 || classes.length > MOST_CLASSES) {
            throw new InputException(
                    "labels: " + classes.length + " classes; must be an even number up to "
                            + MOST_CLASSES);
        }
        if (test.size() == 0 || test.features().numCols != train.features().numCols) {
            throw new InputException("test: " + test.size() + " rows of " + test.features().numCols
                    + " features; must be one or more of " + train.features().numCols);
        }
        if (!Arrays.stream(test.labels())
                .allMatch(label -> Arrays.binarySearch(classes, label) >= 0)) {
            throw new InputException("test: has labels that none of the " + train.size()
                    + " fitted rows has; fit more");
        }
        FMatrixRMaj mean = CommonOps_FDRM.sumCols(train.features(), null);
        CommonOps_FDRM.divide(mean, train.size());
        Feature[][] fitted = nodes(train.features(), mean);
        Feature[][] tested = nodes(test.features(), mean);
        List<Integer> splits = splits(classes.length);
        progress.phase("Telling halves of the classes apart", splits.size(), "splits");
        AtomicInteger done = new AtomicInteger();
        double[] accuracies = new double[splits.size()];
        ParallelLoop.run(accuracies.length, i -> {
            Model model = fit(fitted, sides(train.labels(), classes, splits.get(i)));
            accuracies[i] =
                    accuracy(model, tested, sides(test.labels(), classes, splits.get(i)));
            progress.at(done.incrementAndGet());
        });
        return accuracies;
    }

    /** All halves of the classes that contain the first class, with one bit for each class. */
    static List<Integer> splits(int classes) {
        return IntStream.range(0, 1 << classes)
                .filter(split -> (split & 1) == 1 && Integer.bitCount(split) == classes / 2)
                .boxed().toList();
    }

    /** 1 for a label whose class is in the half, 0 for others. */
    private static double[] sides(int[] labels, int[] classes, int split) {
        return Arrays.stream(labels)
                .mapToDouble(label -> split >> Arrays.binarySearch(classes, label) & 1).toArray();
    }

    /**
     * Rows in LIBLINEAR's form, with indices from 1. The last feature is always 1, for the
     * intercept. The intercept is not penalised, so the fit does not depend on the origin. With the
     * mean as origin it takes two thirds of the time.
     */
    private static Feature[][] nodes(FMatrixRMaj rows, FMatrixRMaj mean) {
        Feature[][] nodes = new Feature[rows.numRows][rows.numCols + 1];
        for (int i = 0; i < rows.numRows; i++) {
            for (int k = 0; k < rows.numCols; k++) {
                nodes[i][k] = new FeatureNode(k + 1, rows.get(i, k) - mean.get(k));
            }
            nodes[i][rows.numCols] = new FeatureNode(rows.numCols + 1, 1);
        }
        return nodes;
    }

    private static Model fit(Feature[][] rows, double[] sides) {
        Problem problem = new Problem();
        problem.l = rows.length;
        problem.n = rows[0].length;
        problem.x = rows;
        problem.y = sides;
        problem.bias = 1;
        Parameter parameter = new Parameter(SolverType.L2R_LR, COST, TOLERANCE);
        parameter.setRegularizeBias(false);
        return Linear.train(problem, parameter);
    }

    private static double accuracy(Model model, Feature[][] rows, double[] sides) {
        int right = 0;
        for (int i = 0; i < rows.length; i++) {
            if (Linear.predict(model, rows[i]) == sides[i]) {
                right++;
            }
        }
        return (double) right / rows.length;
    }
}
