package parsimony.compare.statistics;

import java.util.Arrays;
import org.apache.commons.statistics.inference.TTest;
import parsimony.signals.InputException;

/**
 * Student's two-sided t-test of whether the mean difference of pairs is 0.
 *
 * @param difference mean of first − second, with its interval
 * @param pValue     probability of a difference at least as large if the true mean difference is 0,
 *                   0..1
 */
public record PairedTTest(SampleMean difference, double pValue) {

    /**
     * Tests pairs, such as the measures of two models trained from the same seeds.
     *
     * @param level confidence of the interval, above 0 and below 1
     * @param first at least two values
     * @param second as many, in the order of their pairs
     * @return the test
     * @throws InputException if there are fewer, they differ in number or one is not finite
     */
    public static PairedTTest of(double level, double[] first, double[] second) {
        if (first.length != second.length || first.length < 2) {
            throw new InputException("pairs: " + first.length + " values and " + second.length
                    + "; must be as many, and at least two");
        }
        double[] differences = new double[first.length];
        Arrays.setAll(differences, i -> first[i] - second[i]);
        boolean same = Arrays.stream(differences).allMatch(d -> d == 0); // t would be 0/0
        return new PairedTTest(SampleMean.of(level, differences),
                same ? 1 : TTest.withDefaults().test(differences).getPValue());
    }
}
