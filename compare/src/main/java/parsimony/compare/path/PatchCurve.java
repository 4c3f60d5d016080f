package parsimony.compare.path;

import java.util.Arrays;
import java.util.List;
import parsimony.sparsecoding.SolutionPath;

/**
 * Squared error, ‖a‖₁ and active units of one patch at every λ. Between breakpoints the code is
 * linear in λ, and so is ‖a‖₁. The least objective P has the slope dP/dλ = ‖a‖₁, so that
 * d(½·error)/dλ = −λ·d‖a‖₁/dλ: the error is linear in λ². Two breakpoints say all about what is
 * between them.
 */
final class PatchCurve {
    private final double[] lambdas; // rising
    private final double[] errors;
    private final double[] l1;
    private final int[] active; // of the segment from this breakpoint to the next

    private PatchCurve(double[] lambdas, double[] errors, double[] l1, int[] active) {
        this.lambdas = lambdas;
        this.errors = errors;
        this.l1 = l1;
        this.active = active;
    }

    static PatchCurve of(SolutionPath path) {
        int size = path.size();
        PatchCurve curve =
                new PatchCurve(new double[size], new double[size], new double[size], new int[size]);
        List<SolutionPath.Point> falling = path.curve();
        float[] above = null;
        for (int i = 0; i < size; i++) {
            int at = size - 1 - i;
            SolutionPath.Point point = falling.get(i);
            curve.lambdas[at] = point.lambda();
            curve.errors[at] = point.mse();
            curve.l1[at] = point.l1();
            float[] code = path.code(i);
            if (above != null) {
                curve.active[at] = either(above, code);
            }
            above = code;
        }
        return curve;
    }

    /** Units of either code: one that joins or leaves at a breakpoint is 0 there. */
    private static int either(float[] one, float[] other) {
        int count = 0;
        for (int k = 0; k < one.length; k++) {
            count += one[k] != 0 || other[k] != 0 ? 1 : 0;
        }
        return count;
    }

    int size() {
        return lambdas.length;
    }

    double lambda(int breakpoint) {
        return lambdas[breakpoint];
    }

    double end() {
        return lambdas[0];
    }

    double errorAt(double lambda) {
        int i = segment(lambda);
        if (i == size() - 1) {
            return errors[i];
        }
        double low = lambdas[i] * lambdas[i];
        double share = (lambda * lambda - low) / (lambdas[i + 1] * lambdas[i + 1] - low);
        return errors[i] + share * (errors[i + 1] - errors[i]);
    }

    double l1At(double lambda) {
        int i = segment(lambda);
        if (i == size() - 1) {
            return l1[i];
        }
        double share = (lambda - lambdas[i]) / (lambdas[i + 1] - lambdas[i]);
        return l1[i] + share * (l1[i + 1] - l1[i]);
    }

    /** Active units of the segment that ends at λ or has it inside. */
    int activeAt(double lambda) {
        int found = Arrays.binarySearch(lambdas, lambda);
        int i = found >= 0 ? Math.max(0, found - 1) : -found - 2;
        return i < 0 ? active[0] : active[i];
    }

    /** Active units of the segment above a breakpoint; 0 above the last. */
    int active(int breakpoint) {
        return active[breakpoint];
    }

    /** How fast the error rises with λ² in the segment above a breakpoint; 0 above the last. */
    double slope(int breakpoint) {
        return breakpoint == size() - 1 ? 0
                : (errors[breakpoint + 1] - errors[breakpoint])
                        / (lambdas[breakpoint + 1] * lambdas[breakpoint + 1]
                                - lambdas[breakpoint] * lambdas[breakpoint]);
    }

    /** The slope of the segment that has λ inside. */
    double slopeAt(double lambda) {
        return slope(segment(lambda));
    }

    /** The breakpoint at λ or below it. */
    private int segment(double lambda) {
        int found = Arrays.binarySearch(lambdas, lambda);
        return found >= 0 ? found : Math.max(0, -found - 2);
    }
}
