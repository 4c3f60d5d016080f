package parsimony.data.source;

import java.util.List;
import parsimony.signals.InputException;

/**
 * A kind of source: how {@code --data} names it, and how its files are recognised where the prefix
 * was left out. The code of each kind is in the file of its source. To add a kind, write the source
 * with its kind, and list the kind in {@link ImageSource#kinds()}.
 */
public class SourceKind {
    /** Opens what a name says, with a seed for images that are computed. */
    interface Opener {
        ImageSource open(DataName name, long seed);
    }

    private final String form;
    private final String example;
    private final String summary;
    private final String file;
    private final Opener opener;
    private final List<String> endings;

    /**
     * @param form    {@code prefix:PLACE}, followed by {@code [#variable]} if a file holds several
     *                arrays and by {@code [@axes]} if letters name their axes. A single word is a
     *                built-in, whose images are computed; it may be followed by all its options at
     *                their defaults, in parentheses. Several words describe the kind that needs no
     *                prefix.
     * @param example a text of {@code --data} for such a source
     * @param summary what the images are, for documentation
     * @param file    the words for one of its files in messages; empty for a built-in
     * @param opener  opens a source of this kind
     * @param endings the endings of its file names, in lower case
     */
    SourceKind(String form, String example, String summary, String file, Opener opener,
            String... endings) {
        this.form = form;
        this.example = example;
        this.summary = summary;
        this.file = file;
        this.opener = opener;
        this.endings = List.of(endings);
    }

    /** {@return the form of {@code --data}, such as {@code mat:FILE[#variable][@axes]}} */
    public final String form() {
        return form;
    }

    /** {@return an example of {@code --data}, such as {@code mat:IMAGES.mat}} */
    public final String example() {
        return example;
    }

    /** {@return what the images are, in one line} */
    public final String summary() {
        return summary;
    }

    /** The words for one of its files in messages, such as "a MATLAB file". */
    final String file() {
        return file;
    }

    /**
     * The text before the colon, or the name of a built-in; empty for photographs, which need no
     * prefix.
     */
    final String prefix() {
        return form.contains(":") ? form.substring(0, form.indexOf(':'))
                : isMade() ? form.replaceFirst("\\(.*", "") : "";
    }

    /** The prefix with its colon; empty if there is none. */
    final String beforePlace() {
        return prefix().isEmpty() ? "" : prefix() + ":";
    }

    /** Whether its images are computed and not read from a file. */
    final boolean isMade() {
        return form.matches("[a-z-]+(\\(.*)?");
    }

    /** Whether it is a built-in that takes options. */
    final boolean takesOptions() {
        return isMade() && form.contains("(");
    }

    final boolean takesVariable() {
        return form.contains("#");
    }

    final boolean takesAxes() {
        return form.contains("@");
    }

    /**
     * Whether a file is of this kind whatever its name is.
     *
     * @param head the file's first bytes, unpacked if it is gzipped, each as a character
     */
    boolean begins(String head) {
        return false;
    }

    /**
     * Whether a file whose first bytes say nothing is of this kind by its name.
     *
     * @param name the file's name in lower case
     */
    boolean isNamed(String name) {
        return endings.stream().anyMatch(name::endsWith);
    }

    /**
     * Whether a folder is of this kind because it holds such a file.
     *
     * @param name the file's name, in its own case
     * @param top  true if the file lies in the folder itself, false if in a subfolder
     */
    boolean isPart(String name, boolean top) {
        return false;
    }

    /**
     * Opens a source of this kind.
     *
     * @param seed for images that are computed
     * @throws InputException if it does not exist, or holds no image
     */
    final ImageSource open(DataName name, long seed) {
        return opener.open(name, seed);
    }

    @Override
    public final String toString() {
        return form;
    }
}
