package parsimony.experiment.plot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.ejml.data.FMatrixRMaj;
import parsimony.data.ArrayFile;
import parsimony.data.PatchShape;
import parsimony.experiment.run.PictureShape;
import parsimony.figures.Column;
import parsimony.figures.Mosaic;
import parsimony.signals.InputException;

/**
 * Mosaics of the atoms of a run's dictionary, one for each order that the folder has values for,
 * such as {@code dictionary_by_prior}.
 */
public final class DictionaryMosaics implements ResultFigure {

    /** A figure with no settings. */
    public DictionaryMosaics() {}

    @Override
    public List<Drawing> of(ResultView result) throws IOException {
        Path file = result.dictionary();
        if (!Files.exists(file)) {
            if (result.order() != null) {
                throw new InputException("‹order›: " + result.folder()
                        + " has no dictionary.npy whose atoms could be ordered;"
                        + " leave it out");
            }
            return List.of();
        }
        FMatrixRMaj atoms = ArrayFile.matrix(result.dictionaryPlace());
        PictureShape read = result.shapeOf(file, atoms.numCols);
        PatchShape shape = read.shape();
        if (shape == null && result.order() != null) {
            throw new InputException(
                    "‹order›: " + read.describe(file, atoms.numRows + " atoms", atoms.numCols));
        }
        if (shape == null) {
            return List.of();
        }
        AtomValues values = new AtomValues(result.folder(), atoms);
        boolean[] dead = values.dead(result.activeKl());
        long count = IntStream.range(0, dead.length).filter(k -> dead[k]).count();
        String struck = count == 0 ? "" : "; " + count + " dead ("
                + (values.has(AtomOrder.KL) ? "KL below " + result.activeKl() : "used in no code")
                + "), struck out";
        List<Drawing> drawings = new ArrayList<>();
        for (AtomOrder order : result.order() != null ? List.of(result.order())
                : ordersOf(values)) {
            Mosaic mosaic = new Mosaic(atoms, shape.height(), shape.width(), Column.DOUBLE)
                    .title(atoms.numRows + " atoms" + result.weight() + ", "
                            + result.ofDivergence(order.words() + struck))
                    .orderBy(values.of(order)).dead(dead);
            drawings.add(new Drawing(order == AtomOrder.NONE ? "dictionary"
                    : "dictionary_by_" + order.name().toLowerCase(Locale.ROOT),
                    "The dictionary, " + order.words(),
                    "Each tile is an atom of the dictionary. Each atom is scaled to its own range.",
                    mosaic));
        }
        return drawings;
    }

    private static List<AtomOrder> ordersOf(AtomValues values) {
        List<AtomOrder> orders = Arrays.stream(AtomOrder.values())
                .filter(o -> o != AtomOrder.NONE && values.has(o)).toList();
        return orders.isEmpty() ? List.of(AtomOrder.NONE) : orders;
    }
}
