package parsimony.experiment.plot;

import java.io.IOException;
import java.util.List;
import parsimony.signals.InputException;

/**
 * A figure of a result folder. It is a function of the files in the folder: the same folder gives
 * the same bytes. A figure may be several drawings, such as one for each dictionary. To add a
 * figure, write its class and name it in the list {@code ResultFigures.ALL}, which {@code plot} and
 * every report read.
 */
@FunctionalInterface
public interface ResultFigure {

    /**
     * The drawings of a folder.
     *
     * @param result the result folder
     * @return empty if the folder is of another kind, or lacks a file that the figure needs
     * @throws InputException if a file of the folder is damaged or cannot be read
     * @throws IOException if a file cannot be read or written
     */
    List<Drawing> of(ResultView result) throws IOException;

    /**
     * {@return whether the figure is drawn together with a new result} One that takes many seconds
     * is drawn only by {@code plot}.
     */
    default boolean quick() {
        return true;
    }
}
