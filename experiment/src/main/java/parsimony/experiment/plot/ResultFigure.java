package parsimony.experiment.plot;

import java.io.IOException;
import java.util.List;
import parsimony.signals.InputException;

/**
 * A figure of a result folder, a function of the files in it: the same folder gives the same bytes.
 * It may come to several drawings, such as one for each dictionary. To add one, write its class and
 * name it in the list {@code ResultFigures.ALL}, which {@code plot} and every report read.
 */
@FunctionalInterface
public interface ResultFigure {

    /**
     * What it draws of a folder.
     *
     * @return none if the folder is of another kind, or does not hold what the figure needs
     * @throws InputException if a file of the folder is damaged
     * @throws InputException  if an array cannot be read
     */
    List<Drawing> of(ResultView result) throws IOException;

    /**
     * Whether it is drawn along with a new result; what takes many seconds is left to {@code plot}.
     */
    default boolean quick() {
        return true;
    }
}
