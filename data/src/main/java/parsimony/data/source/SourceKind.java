package parsimony.data.source;

import java.util.List;
import parsimony.signals.InputException;

/**
 * A kind of source, and all that is known of it before one is opened: what {@code --data} says of
 * it, and how its files are known where the prefix was left out. Each stands in the file of its
 * source. To add one, write the source with its kind, and name that in {@link ImageSource#kinds()}.
 */
public abstract class SourceKind {
    private final String form;
    private final String example;
    private final String summary;
    private final String file;
    private final List<String> endings;

    /**
     * @param form    {@code prefix:PLACE}, followed by {@code [#variable]} if a file holds several
     *                arrays and by {@code [@axes]} if letters name their axes. A single word is a
     *                built-in, whose images are made. Words are what needs no prefix.
     * @param example {@code --data} of such a source
     * @param summary what the images are, for documentation
     * @param file    what a file of it is, for messages; empty for a built-in
     * @param endings of the names of its files, in lower case
     */
    SourceKind(String form, String example, String summary, String file, String... endings) {
        this.form = form;
        this.example = example;
        this.summary = summary;
        this.file = file;
        this.endings = List.of(endings);
    }

    /** What {@code --data} takes, such as {@code mat:FILE[#variable][@axes]}. */
    public final String form() {
        return form;
    }

    /** One that a user could write, such as {@code mat:IMAGES.mat}. */
    public final String example() {
        return example;
    }

    /** What the images are, in one line. */
    public final String summary() {
        return summary;
    }

    /** What a file of it is called in messages, such as "a MATLAB file". */
    final String file() {
        return file;
    }

    /** What is before the colon, or a built-in; empty for photographs, which need none. */
    final String prefix() {
        return form.contains(":") ? form.substring(0, form.indexOf(':'))
                : form.contains(" ") ? "" : form;
    }

    /** The prefix as it stands before a place. */
    final String beforePlace() {
        return prefix().isEmpty() ? "" : prefix() + ":";
    }

    /** Whether its images are made, and lie in no file. */
    final boolean isMade() {
        return !form.contains(":") && !form.contains(" ");
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
     * @param head its first bytes, unpacked if it is gzipped, each as a character
     */
    boolean begins(String head) {
        return false;
    }

    /**
     * Whether a file whose first bytes say nothing is of this kind by its name.
     *
     * @param name in lower case
     */
    boolean isNamed(String name) {
        return endings.stream().anyMatch(name::endsWith);
    }

    /**
     * Whether a folder with such a file in it is of this kind.
     *
     * @param name of the file, as it is written
     * @param top  whether it lies in the folder itself, and not in a subfolder
     */
    boolean isPart(String name, boolean top) {
        return false;
    }

    /**
     * Opens what was named.
     *
     * @param seed for images that are made
     * @throws InputException if there is no such thing, or no image in it
     */
    abstract ImageSource open(DataName name, long seed);

    @Override
    public final String toString() {
        return form;
    }
}
