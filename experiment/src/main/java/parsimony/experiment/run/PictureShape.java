package parsimony.experiment.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import parsimony.data.ArrayFile;
import parsimony.data.PatchShape;
import parsimony.signals.InputException;
import parsimony.vae.ImageShape;

/**
 * How high and wide the rows of a matrix in a file are as pictures. The file alone does not say it,
 * but the {@code config.json} beside it does, if Parsimony wrote it.
 *
 * @param shape   null if it is not known, or the rows are no pictures, such as principal components
 * @param assumed whether the shape is only a guess, because the number of pixels is a square
 */
public record PictureShape(PatchShape shape, boolean assumed) {
    private static final String KEY = "shape";

    /**
     * {@return the shape of rows with a number of pixels}
     *
     * @param pixels the number of pixels of a row, D
     * @param asked the shape that the user gave; null if none
     * @param files whose folders may tell it, in this order, with or without {@code #NAME}; null
     *     ones are skipped
     * @throws InputException if the user's shape has another number of pixels
     */
    public static PictureShape of(int pixels, PatchShape asked, Path... files) {
        if (asked != null) {
            requireFits(asked, pixels);
            return new PictureShape(asked, false);
        }
        for (Path file : files) {
            JsonNode said = file == null ? MissingNode.getInstance() : said(file);
            PatchShape shape = said.isTextual() ? PatchShape.parse(said.asText()) : null;
            if (said.isNull() || shape != null && shape.pixels() == pixels) {
                return new PictureShape(shape, false);
            }
        }
        Optional<PatchShape> square = PatchShape.square(pixels);
        return new PictureShape(square.orElse(null), square.isPresent());
    }

    /**
     * {@return the shape of a patch for a network}
     *
     * @param shape of a patch, in shades of gray; null if it is not known, or patches are no
     *     pictures
     * @param pixels how many numbers a patch has
     */
    public static ImageShape image(PatchShape shape, int pixels) {
        return shape == null ? ImageShape.vector(pixels)
                : new ImageShape(shape.height(), shape.width(), 1);
    }

    private static void requireFits(PatchShape asked, int pixels) {
        if ((long) asked.height() * asked.width() != pixels) {
            throw new InputException(
                    "‹shape› " + asked + ": is " + (long) asked.height() * asked.width()
                            + " pixels, but a patch or atom has " + pixels + ", such as "
                            + example(pixels));
        }
    }

    /**
     * {@return the shape that the folders of some files tell; the first that does wins; null if
     * none}
     *
     * @param files null ones are skipped
     */
    public static PatchShape beside(Path... files) {
        for (Path file : files) {
            JsonNode said = file == null ? MissingNode.getInstance() : said(file);
            if (said.isTextual()) {
                return PatchShape.parse(said.asText());
            }
        }
        return null;
    }

    /**
     * The shape in the {@code config.json} beside a file; a missing node if Parsimony did not write
     * one there. The user's folder may hold any other file of that name.
     */
    private static JsonNode said(Path file) {
        Path folder = ArrayFile.file(file.toString()).toAbsolutePath().getParent();
        if (!Files.exists(folder.resolve(ResultFolder.CONFIG))) {
            return MissingNode.getInstance();
        }
        try {
            JsonNode said = RunRecord.readConfig(folder).path("settings").path(KEY);
            if (said.isTextual()) {
                PatchShape.parse(said.asText());
            }
            return said;
        } catch (InputException e) {
            return MissingNode.getInstance();
        }
    }

    /**
     * {@return a line on how a file was read}
     *
     * @param file the file, as the message names it
     * @param rows what they are, such as "8000 patches"
     * @param pixels the number of pixels of a row, D
     */
    public String describe(Object file, String rows, int pixels) {
        if (shape == null) {
            return file + ": read as " + rows + " of " + pixels
                    + " values; their height and width are not known, so there are no"
                    + " pictures (‹shape›, such as " + example(pixels) + ", says it)";
        }
        return file + ": read as " + rows + " of " + shape.times()
                + (assumed ? ", the square of their " + pixels + " pixels (‹shape› says another)"
                        : "");
    }

    /** The shape of so many pixels that is nearest to a square. */
    private static PatchShape example(int pixels) {
        int height = (int) Math.sqrt(pixels);
        while (pixels % height != 0) {
            height--;
        }
        return new PatchShape(height, pixels / height);
    }
}
