package parsimony.sparsecoding;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import parsimony.signals.InputException;

/**
 * The lasso's solution of one patch as a function of λ, linear between breakpoints. It reaches from
 * the λ at which the code is 0 down to the λ at which the walk ended.
 */
public final class SolutionPath {
    /**
     * A point of the trade-off between error and sparsity.
     *
     * @param lambda  l1 weight
     * @param mse     Σ_pixels (x − Φa)²
     * @param l1      ‖a‖₁
     * @param nonZero entries of the code that are not 0
     * @param gap     duality gap of the code, ≥ 0: its objective ½·mse + λ·l1 is above the least by
     *                no more
     */
    public record Point(double lambda, double mse, double l1, int nonZero, double gap) {}

    private final Dictionary dictionary;
    private final Threshold threshold;
    private final float[] patch;
    private final double[] lambdas;
    private final float[][] codes;
    // lower bounds of the least objective, from codes before they were rounded
    private final double[] lowerBounds;

    SolutionPath(Dictionary dictionary, Threshold threshold, float[] patch, List<Double> lambdas,
            List<float[]> codes, List<Double> lowerBounds) {
        this.dictionary = dictionary;
        this.threshold = threshold;
        this.patch = patch;
        this.lambdas = lambdas.stream().mapToDouble(Double::doubleValue).toArray();
        this.codes = codes.toArray(float[][]::new);
        this.lowerBounds = lowerBounds.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** {@return the number of breakpoints, both ends included} */
    public int size() {
        return lambdas.length;
    }

    /**
     * {@return λ of a breakpoint; they descend}
     *
     * @param breakpoint its number, from 0
     */
    public double lambda(int breakpoint) {
        return lambdas[breakpoint];
    }

    /** {@return λ of the last breakpoint, where the path ends} */
    public double end() {
        return lambdas[lambdas.length - 1];
    }

    /**
     * {@return the code at a breakpoint, of K units}
     *
     * @param breakpoint its number, from 0
     */
    public float[] code(int breakpoint) {
        return codes[breakpoint].clone();
    }

    /**
     * {@return the code at any λ, of K units}
     *
     * @param lambda ≥ {@link #end}
     * @throws InputException if λ is below the end of the path
     */
    public float[] codeAt(double lambda) {
        if (!(lambda >= end())) {
            throw new InputException("lambda", lambda,
                    "must be at least " + end() + ", where the path ends");
        }
        if (lambda >= lambdas[0]) {
            return codes[0].clone();
        }
        int next = 1;
        while (lambdas[next] > lambda) {
            next++;
        }
        double share = (lambdas[next - 1] - lambda) / (lambdas[next - 1] - lambdas[next]);
        float[] code = new float[codes[0].length];
        for (int j = 0; j < code.length; j++) {
            code[j] = (float) (codes[next - 1][j]
                    + share * ((double) codes[next][j] - codes[next - 1][j]));
        }
        return code;
    }

    /**
     * {@return error, sparsity and certificate at any λ}
     *
     * @param lambda ≥ {@link #end}
     * @throws InputException if λ is below the end of the path
     */
    public Point pointAt(double lambda) {
        Certificate certificate = new Certificate(dictionary, lambda, threshold);
        float[] code = codeAt(lambda);
        certificate.evaluate(patch, 0, code, 0);
        return point(certificate, lambda, code, certificate.lowerBound());
    }

    /**
     * {@return error, sparsity and certificate at every breakpoint: between two of them ‖a‖₁ is
     * linear in λ and the error quadratic}
     */
    public List<Point> curve() {
        List<Point> points = new ArrayList<>();
        Certificate certificate = new Certificate(dictionary, end(), threshold);
        for (int i = 0; i < lambdas.length; i++) {
            Arrays.fill(certificate.weights(), lambdas[i]);
            certificate.evaluate(patch, 0, codes[i], 0);
            points.add(point(certificate, lambdas[i], codes[i], lowerBounds[i]));
        }
        return points;
    }

    private static Point point(Certificate certificate, double lambda, float[] code,
            double lowerBound) {
        double l1 = 0;
        for (float a : code) {
            l1 += Math.abs(a);
        }
        double gap = Math.max(0, certificate.objective() - lowerBound);
        return new Point(lambda, certificate.squaredResidual(), l1, certificate.nonZero(), gap);
    }
}
