package parsimony.figures;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Named points in the order in which a line joins them.
 *
 * @param name what the legend calls them and the palette knows them by
 * @param x    abscissae, at least one
 * @param y    ordinates, one for each abscissa
 * @param open whether to mark a point hollow, one for each point
 */
public record Series(String name, List<Estimate> x, List<Estimate> y, List<Boolean> open) {

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if there is no point or the lists differ in length
     */
    public Series {
        if (x.isEmpty() || x.size() != y.size() || x.size() != open.size()) {
            throw new IllegalArgumentException("series \"" + name + "\": " + x.size()
                    + " values of x and " + y.size() + " of y; must be as many, and at least one");
        }
        x = List.copyOf(x);
        y = List.copyOf(y);
        open = List.copyOf(open);
    }

    /**
     * A series without hollow points.
     *
     * @param name a name of the palette
     * @param x horizontal values
     * @param y vertical values, as many
     */
    public Series(String name, List<Estimate> x, List<Estimate> y) {
        this(name, x, y, Collections.nCopies(x.size(), false));
    }

    /**
     * {@return a series without intervals}
     *
     * @param name a name of the palette
     * @param x horizontal values
     * @param y vertical values, as many
     */
    public static Series of(String name, double[] x, double[] y) {
        return new Series(name, exact(x), exact(y));
    }

    int size() {
        return x.size();
    }

    private static List<Estimate> exact(double[] values) {
        return Arrays.stream(values).mapToObj(Estimate::exact).toList();
    }
}
