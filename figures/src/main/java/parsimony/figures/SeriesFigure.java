package parsimony.figures;

import java.util.ArrayList;
import java.util.List;

/** A figure of series on two axes. */
abstract class SeriesFigure extends ChartFigure {
    final Axis x;
    final Axis y;
    final List<Series> series = new ArrayList<>();

    SeriesFigure(Axis x, Axis y, Palette palette, Column column) {
        super(palette, column);
        this.x = x;
        this.y = y;
    }

    /**
     * Adds a series.
     *
     * @throws IllegalArgumentException if the palette does not know the name, the name was added
     *     before, or an interval reaches 0 or below on a logarithmic axis
     */
    final void add(Series added) {
        requireNew("series", added.name(), series.stream().map(Series::name).toList());
        x.requireShowable(added.name(), added.x());
        y.requireShowable(added.name(), added.y());
        series.add(added);
    }
}
