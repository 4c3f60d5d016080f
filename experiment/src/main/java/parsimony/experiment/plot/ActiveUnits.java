package parsimony.experiment.plot;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.ejml.data.FMatrixRMaj;
import parsimony.data.ArrayFile;
import parsimony.data.Npy;
import parsimony.data.PatchShape;
import parsimony.figures.Panels;

/** The dead and the active units of one training with their atoms (fig. 5 of the paper). */
public final class ActiveUnits implements ResultFigure {

    /** A figure with no settings. */
    public ActiveUnits() {}

    @Override
    public List<Drawing> of(ResultView result) {
        Path dictionary = result.dictionary();
        if (!result.has(AtomOrder.KL.file()) || !Files.exists(dictionary)) {
            return List.of();
        }
        FMatrixRMaj atoms = ArrayFile.matrix(result.dictionaryPlace());
        PatchShape shape = result.shapeOf(dictionary, atoms.numCols).shape();
        if (shape == null) {
            return List.of();
        }
        float[] kl = Npy.readVector(result.file(AtomOrder.KL.file()));
        UnitGroups groups =
                new UnitGroups(IntStream.range(0, kl.length).mapToDouble(k -> kl[k]).toArray(),
                        atoms, shape, result.activeKl());
        Panels panels = new Panels(1).panel(kl.length + " units" + result.weight(),
                groups.histogram(result.ofDivergence(UnitGroups.KL_AXIS),
                        result.ofDivergence(UnitGroups.active(result.activeKl()))));
        groups.mosaics().forEach(panels::panel);
        return List.of(new Drawing("active_units", "Dead and active units",
                result.ofDivergence("The mean KL of each unit (a); units below the line are dead."
                        + " Then atoms of dead units and of active ones, highest KL first, each"
                        + " scaled to its own range."),
                panels));
    }
}
