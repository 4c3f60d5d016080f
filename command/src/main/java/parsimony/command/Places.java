package parsimony.command;

import java.nio.file.Path;
import parsimony.data.ArrayFile;

/** Places of arrays as users write them, FILE or FILE#NAME. */
final class Places {
    private Places() {}

    /** The same place seen from any folder; null for null. */
    static String absolute(String place) {
        return place == null ? null : ArrayFile.absolute(place);
    }

    /** The file of a place; null for null. */
    static Path file(String place) {
        return place == null ? null : ArrayFile.file(place);
    }
}
