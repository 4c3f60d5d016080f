package parsimony.figures;

import java.util.ArrayList;
import java.util.List;

/** A figure of series on two axes. */
abstract class SeriesFigure extends ChartFigure {
    final Axis x;
    final Axis y;
    final Palette palette;
    final List<Series> series = new ArrayList<>();

    SeriesFigure(Axis x, Axis y, Palette palette, Column column) {
        super(column);
        this.x = x;
        this.y = y;
        this.palette = palette;
    }

    /**
     * Adds a series.
     *
     * @throws IllegalArgumentException if the palette does not know the name, the name was added
     *     before, or an interval reaches 0 or below on a logarithmic axis
     */
    final void add(Series added) {
        palette.style(added.name());
        if (series.stream().anyMatch(s -> s.name().equals(added.name()))) {
            throw new IllegalArgumentException(
                    "series: \"" + added.name() + "\" is there already; names must differ");
        }
        x.requireShowable(added.name(), added.x());
        y.requireShowable(added.name(), added.y());
        series.add(added);
    }
}
