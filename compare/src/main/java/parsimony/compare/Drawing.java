package parsimony.compare;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.ejml.data.FMatrixRMaj;
import parsimony.data.DataException;
import parsimony.data.Npy;
import parsimony.figures.Axis;
import parsimony.figures.Column;
import parsimony.figures.Estimate;
import parsimony.figures.Mosaic;
import parsimony.figures.Palette;
import parsimony.figures.Plane;
import parsimony.figures.Series;

/** Draws every figure of a comparison from the files of its result folder. */
final class Drawing {
    private static final String AMORTIZED = "P-VAE encoder";
    private static final Map<String, String> NAMES = Map.of("poisson", "LCA on P-VAE dictionary", "lca", "LCA on its own dictionary",
            "ista", "ISTA on its own dictionary");
    private static final Palette PALETTE = Palette.of(AMORTIZED, NAMES.get("poisson"), NAMES.get("lca"), NAMES.get("ista"));

    private Drawing() {
    }

    /** Writes {@code figures/plane} and {@code figures/dictionary_*} as PNG, SVG and PDF. */
    static void draw(Path folder, List<CurvePoint> points, AmortizationGap gap) throws IOException, DataException {
        Path figures = folder.resolve("figures");
        plane(points, gap).write(figures, "plane");
        for (String model : List.of("lca", "ista", "poisson")) {
            FMatrixRMaj atoms = Npy.read(folder.resolve("dictionary_" + model + ".npy"));
            mosaic(atoms, folder.resolve("prior_log_rate.npy"), model).write(figures, "dictionary_" + model);
        }
    }

    private static Plane plane(List<CurvePoint> points, AmortizationGap gap) {
        Plane plane = new Plane(Axis.linear("Lifetime sparsity"), Axis.linear("Reconstruction error (MSE per patch)"), PALETTE,
                Column.SINGLE);
        Map<String, List<CurvePoint>> curves = points.stream().filter(p -> p.lambda() != null)
                .collect(Collectors.groupingBy(CurvePoint::model, LinkedHashMap::new, Collectors.toList()));
        curves.forEach((model, curve) -> plane.curve(Series.of(NAMES.get(model),
                curve.stream().mapToDouble(CurvePoint::lifetime).toArray(),
                curve.stream().mapToDouble(CurvePoint::mse).toArray())));
        plane.point(AMORTIZED, Estimate.exact(gap.lifetime()), Estimate.exact(gap.mse()));
        gap.mseAtSameSparsity().ifPresent(mse -> plane.arrow(gap.lifetime(), gap.mse(), gap.lifetime(), mse,
                String.format(Locale.ROOT, "ΔMSE = %.1f", gap.mse() - mse)));
        return plane;
    }

    private static Mosaic mosaic(FMatrixRMaj atoms, Path priorLogRate, String model) throws DataException {
        int side = (int) Math.round(Math.sqrt(atoms.numCols));
        Mosaic mosaic = new Mosaic(atoms, side, side, Column.DOUBLE).perRow(32);
        if (model.equals("poisson")) {
            float[] rate = Npy.readVector(priorLogRate);
            double[] order = new double[rate.length];
            for (int k = 0; k < rate.length; k++) {
                order[k] = rate[k];
            }
            mosaic.orderBy(order);
        }
        return mosaic;
    }
}
