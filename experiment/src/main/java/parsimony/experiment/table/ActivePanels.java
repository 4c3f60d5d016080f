package parsimony.experiment.table;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ejml.data.FMatrixRMaj;
import parsimony.data.Npy;
import parsimony.data.PatchShape;
import parsimony.experiment.plot.Drawing;
import parsimony.experiment.plot.ResultFigure;
import parsimony.experiment.plot.ResultView;
import parsimony.experiment.plot.UnitGroups;
import parsimony.experiment.report.Rows;
import parsimony.experiment.run.FileNames;
import parsimony.experiment.run.PictureShape;
import parsimony.experiment.run.RunRecord;
import parsimony.figures.Figure;
import parsimony.figures.Panels;

/**
 * The dead and the active units of the models of {@code table active}, one panel for each model
 * (fig. 5 of the paper). A panel shows the first run of a row of the table. There is one figure for
 * each dataset.
 */
public final class ActivePanels implements ResultFigure {
    /** Panels of a figure at most: two rows of two fill a page. */
    private static final int MOST = 4;
    private static final String ATOMS = "atoms_";

    /** A figure with no settings. */
    public ActivePanels() {}

    /**
     * Writes the dictionary of the first run of each row into the folder of a table, as
     * {@code atoms_ROW_HEIGHTxWIDTH.npy}. Models without one, and atoms that are no pictures, are
     * left out.
     *
     * @param folder     of the table
     * @param conditions the rows of the table
     */
    public static void writeAtoms(Path folder, List<Condition> conditions) {
        for (int row = 0; row < conditions.size(); row++) {
            Path dictionary = conditions.get(row).runs().get(0).folder()
                    .resolve(FileNames.DICTIONARY);
            if (Files.exists(dictionary)) {
                FMatrixRMaj atoms = Npy.read(dictionary);
                PatchShape shape = PictureShape.of(atoms.numCols, null, dictionary).shape();
                if (shape != null) {
                    Npy.write(folder.resolve(ATOMS + row + "_" + shape + ".npy"), atoms);
                }
            }
        }
    }

    @Override
    public List<Drawing> of(ResultView result) throws IOException {
        if (!result.has(TableFigures.UNITS) || !RunRecord.finished(result.folder())) {
            return List.of();
        }
        Rows units = Rows.read(result.file(TableFigures.UNITS));
        Map<String, List<Panel>> byData = new LinkedHashMap<>();
        int number = 0;
        for (JsonNode row : RunRecord.readMetrics(result.folder()).path("rows")) {
            List<Path> files = result.files(ATOMS + number + "_", ".npy");
            if (!files.isEmpty()) {
                byData.computeIfAbsent(row.path("data").asText(), data -> new ArrayList<>())
                        .add(panel(row, units.where("row", String.valueOf(number)), files.get(0)));
            }
            number++;
        }
        List<Drawing> drawings = new ArrayList<>();
        byData.forEach((data, panels) -> drawings.add(drawing(
                byData.size() == 1 ? "" : "_" + data.replaceAll("[^\\p{L}\\p{N}]+", "-"),
                byData.size() == 1 ? "" : " on " + data, panels)));
        return drawings;
    }

    private record Panel(String heading, UnitGroups groups) {
        Figure[] figures() {
            List<Figure> figures = new ArrayList<>(List.of(groups.histogram()));
            groups.mosaics().forEach((title, mosaic) -> figures.add(mosaic.title(title)));
            return figures.toArray(Figure[]::new);
        }
    }

    private static Panel panel(JsonNode row, Rows units, Path file) {
        Rows first = units.where("seed", units.distinct("seed").get(0));
        String name = file.getFileName().toString();
        PatchShape shape = PatchShape
                .parse(name.substring(name.lastIndexOf('_') + 1, name.lastIndexOf('.')));
        return new Panel(row.path("model").asText() + ", " + row.path("estimator").asText(),
                new UnitGroups(first.numbers("kl"), Npy.read(file), shape,
                        row.path("active_threshold").asDouble()));
    }

    private static Drawing drawing(String suffix, String on, List<Panel> models) {
        Panels panels = new Panels(Math.min(2, models.size()));
        models.stream().limit(MOST)
                .forEach(model -> panels.panel(model.heading, model.figures()));
        return new Drawing("active_units" + suffix, "Dead and active units" + on,
                "For each model the mean KL of the units of its first run, dead ones below the line"
                        + " and active ones above it; then atoms of dead units and of active ones,"
                        + " highest KL first, each scaled to its own range.",
                panels);
    }
}
