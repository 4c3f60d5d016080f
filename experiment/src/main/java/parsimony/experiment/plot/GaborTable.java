package parsimony.experiment.plot;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import parsimony.compare.gabor.Gabor;
import parsimony.compare.gabor.GaborFit;
import parsimony.experiment.report.Table;

/** The Gabor fits of a dictionary as a table. */
final class GaborTable {
    private GaborTable() {}

    /**
     * A row per atom: angles in degrees, lengths in pixels, frequency in cycles per pixel,
     * bandwidth in octaves.
     */
    static Table of(List<GaborFit> fits) {
        List<Table.Column> columns =
                List.of(Table.Column.number("atom", 0), Table.Column.number("orientation", 1),
                        Table.Column.number("frequency", 3), Table.Column.number("bandwidth", 2),
                        Table.Column.number("column", 1),
                        Table.Column.number("row", 1), Table.Column.number("sigma x", 2),
                        Table.Column.number("sigma y", 2),
                        Table.Column.number("phase", 1), Table.Column.number("amplitude", 4),
                        Table.Column.number("residual", 3),
                        Table.Column.number("well fitted", 0));
        List<List<Object>> rows = new ArrayList<>();
        for (int k = 0; k < fits.size(); k++) {
            Gabor g = fits.get(k).gabor();
            rows.add(Arrays.asList(k, Math.toDegrees(g.orientation()), g.frequency(), g.bandwidth(),
                    g.column(), g.row(),
                    g.sigmaX(), g.sigmaY(), Math.toDegrees(g.phase()), g.amplitude(),
                    fits.get(k).residual(),
                    fits.get(k).good() ? 1 : 0));
        }
        return new Table("Gabor fits of the atoms.", columns, rows);
    }
}
