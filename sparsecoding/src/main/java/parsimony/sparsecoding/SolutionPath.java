package parsimony.sparsecoding;

import java.util.ArrayList;
import java.util.List;

/**
 * The lasso's solution of one patch as a function of λ, linear between breakpoints. From the λ at which the code is 0 down to
 * the λ at which the walk was ended.
 */
public final class SolutionPath {

    /**
     * A point of the trade-off between error and sparsity.
     *
     * @param lambda  l1 weight
     * @param mse     Σ_pixels (x − Φa)²
     * @param l1      ‖a‖₁
     * @param nonZero entries of the code that are not 0
     */
    public record Point(double lambda, double mse, double l1, int nonZero) {
    }

    private final Dictionary dictionary;
    private final float[] patch;
    private final double[] lambdas;
    private final float[][] codes;

    SolutionPath(Dictionary dictionary, float[] patch, List<Double> lambdas, List<float[]> codes) {
        this.dictionary = dictionary;
        this.patch = patch;
        this.lambdas = lambdas.stream().mapToDouble(Double::doubleValue).toArray();
        this.codes = codes.toArray(float[][]::new);
    }

    /** The number of breakpoints, both ends included. */
    public int size() {
        return lambdas.length;
    }

    /** λ of a breakpoint; they descend. */
    public double lambda(int breakpoint) {
        return lambdas[breakpoint];
    }

    /** λ of the last breakpoint, where the path ends. */
    public double end() {
        return lambdas[lambdas.length - 1];
    }

    /** The code at a breakpoint, of K units. */
    public float[] code(int breakpoint) {
        return codes[breakpoint].clone();
    }

    /**
     * The code at any λ, of K units.
     *
     * @throws IllegalArgumentException if λ is below the end of the path
     */
    public float[] codeAt(double lambda) {
        if (!(lambda >= end())) {
            throw new IllegalArgumentException("lambda: " + lambda + "; must be at least " + end() + ", where the path ends");
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
            code[j] = (float) (codes[next - 1][j] + share * ((double) codes[next][j] - codes[next - 1][j]));
        }
        return code;
    }

    /**
     * Error and sparsity at any λ.
     *
     * @throws IllegalArgumentException if λ is below the end of the path
     */
    public Point pointAt(double lambda) {
        return point(lambda, codeAt(lambda));
    }

    /** Error and sparsity at every breakpoint: between two of them ‖a‖₁ is linear in λ and the error quadratic. */
    public List<Point> curve() {
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < lambdas.length; i++) {
            points.add(point(lambdas[i], codes[i]));
        }
        return points;
    }

    private Point point(double lambda, float[] code) {
        Certificate certificate = new Certificate(dictionary, 1, Threshold.SOFT);
        certificate.evaluate(patch, 0, code, 0);
        double l1 = certificate.objective() - 0.5 * certificate.squaredResidual();
        return new Point(lambda, certificate.squaredResidual(), l1, certificate.nonZero());
    }
}
