package parsimony.experiment.gap;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import parsimony.compare.CurvePoint;
import parsimony.compare.ErrorMeasure;
import parsimony.compare.IdealCorner;
import parsimony.experiment.look.Look;
import parsimony.experiment.plot.ResultView;
import parsimony.experiment.report.Rows;
import parsimony.experiment.run.FileNames;
import parsimony.signals.InputException;

/** The points of a gap, as its page lets the reader look at them one by one. */
public final class GapLook {
    private GapLook() {}

    /**
     * {@return the encoder and the curves of iterative inference on its dictionary; null if the
     * folder is not of a gap}
     *
     * @param result the result folder
     * @throws InputException if a table is missing or damaged
     * @throws IOException if a file cannot be read
     */
    public static Look.Plane plane(ResultView result) throws IOException {
        if (!GapFigures.hasPlane(result)) {
            return null;
        }
        Rows rows = Rows.read(result.file(FileNames.CURVE));
        double[] lifetime = rows.numbers("lifetime");
        double[] error = rows.numbers("mse_map");
        double[] r2 = rows.numbers("r2_pooled");
        double[] zeros = rows.numbers("portion_zeros");
        double[] beta = rows.numbers("beta");
        Map<String, List<Look.Point>> series = new LinkedHashMap<>();
        for (int i = 0; i < rows.size(); i++) {
            String inference = rows.cells().get(i).get(rows.names().indexOf("inference"));
            boolean encoder = inference.equals(CurvePoint.AMORTIZED);
            Rows row = rows.row(i);
            Double gap = encoder ? null : Double.valueOf(row.numbers("relative_gap")[0]);
            series.computeIfAbsent(inference, name -> new ArrayList<>())
                    .add(new Look.Point(encoder ? null : Double.valueOf(row.numbers("lambda")[0]),
                            beta[i], new Look.Value(lifetime[i], null, null),
                            new Look.Value(error[i], null, null), r2[i], zeros[i], gap,
                            encoder || gap <= CurvePoint.CONVERGED, 1,
                            IdealCorner.distance(r2[i], zeros[i]), null));
        }
        List<Look.Series> all = new ArrayList<>();
        series.forEach(
                (inference, points) -> all.add(new Look.Series(GapFigures.name(result, inference),
                        inference, inference.equals(CurvePoint.AMORTIZED), points)));
        return new Look.Plane("plane", "Lifetime sparsity",
                ErrorMeasure.SQUARED_ERROR.label(), false, null, all);
    }
}
