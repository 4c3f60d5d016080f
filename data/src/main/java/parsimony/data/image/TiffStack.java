package parsimony.data.image;

import com.twelvemonkeys.imageio.metadata.tiff.TIFF;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import parsimony.data.FileFault;
import parsimony.signals.InputException;

/**
 * The pages of a TIFF that are images of their own: all but those that the file marks as reduced
 * copies of others or as masks. ImageJ and similar programs may write a directory for the first
 * page only. The samples of the other pages then follow directly after those of the first.
 */
final class TiffStack {
    /** The tag by which MetaMorph marks its stacks. */
    private static final int META_MORPH = 33629;
    /** NewSubfileType's bits for a reduced copy, a mask, and a depth map. */
    private static final int MADE_OF_ANOTHER = 1 | 4 | 8;
    /** SubfileType's value, in files before TIFF 6, for a reduced copy. */
    private static final int OLD_REDUCED = 2;
    private static final Pattern IMAGE_J = Pattern.compile("^ImageJ=.*?^images=(\\d{1,9})\\s*$",
            Pattern.DOTALL | Pattern.MULTILINE);
    private static final Pattern SHAPED = Pattern
            .compile("^\\{.*\"shape\": *\\[([\\d, ]+)\\].*\"truncated\": *true", Pattern.DOTALL);

    private final Path path;
    private final TiffFile file;
    private final List<TiffDirectory> directories;
    private final List<Picture> pictures = new ArrayList<>();
    private final List<String> remarks = new ArrayList<>();

    private TiffStack(Path path, TiffFile file) throws IOException {
        this.path = path;
        this.file = file;
        this.directories = file.directories();
    }

    /** @throws InputException if the file is not a TIFF, or its pages cannot be told apart */
    static ImageFile open(Path path) {
        try (TiffFile file = new TiffFile(path)) {
            TiffStack stack = new TiffStack(path, file);
            stack.find();
            return new ImageFile(stack.pictures, stack.remarks);
        } catch (IOException e) {
            throw FileFault.of(path, e);
        }
    }

    private void find() throws IOException {
        long claimed = claimed();
        if (directories.size() == 1 && claimed > 1) {
            findWithoutDirectories(claimed);
            return;
        }
        if (claimed > directories.size()) {
            remarks.add(path + ": says that it has " + claimed + " images, but has "
                    + directories.size() + " pages; these are read");
        }
        List<Integer> own = new ArrayList<>();
        for (int page = 0; page < directories.size(); page++) {
            if (!isMadeOfAnother(directories.get(page))) {
                own.add(page);
            }
        }
        if (own.isEmpty()) { // there is no page that these could be copies of
            own.add(0);
        }
        int passed = directories.size() - own.size();
        if (passed > 0) {
            remarks.add(path + ": " + passed + " of its " + directories.size()
                    + " pages are marked as reduced copies or masks of others; passed over");
        }
        for (int page : own) {
            long place = directories.get(page).place;
            int index = page;
            pictures.add(() -> read(path, place, index, 0));
        }
        remarkOnSizes(own);
        remarkOnSubImages();
    }

    /**
     * The number of images that the text in the first page gives, in the form of ImageJ or of
     * tifffile; 1 if it gives none.
     */
    private long claimed() throws IOException {
        TiffDirectory first = directories.get(0);
        if (first.count(META_MORPH) > 1) {
            throw new InputException(path + ": is a MetaMorph stack of " + first.count(META_MORPH)
                    + " planes, which are not read; save it as a TIFF with a page for each");
        }
        String text = first.text(TIFF.TAG_IMAGE_DESCRIPTION);
        Matcher imageJ = IMAGE_J.matcher(text);
        if (imageJ.find()) {
            return Long.parseLong(imageJ.group(1));
        }
        Matcher shaped = SHAPED.matcher(text);
        if (!shaped.find()) {
            return 1;
        }
        double values = 1;
        for (String length : shaped.group(1).split(",")) {
            values *= length.isBlank() ? 1 : Double.parseDouble(length.strip());
        }
        double page = (double) first.number(TIFF.TAG_IMAGE_WIDTH, 1)
                * first.number(TIFF.TAG_IMAGE_HEIGHT, 1)
                * first.number(TIFF.TAG_SAMPLES_PER_PIXEL, 1);
        return (long) Math.min(Integer.MAX_VALUE, values / page);
    }

    private void findWithoutDirectories(long claimed) throws IOException {
        TiffPage page = new TiffPage(file, directories.get(0), path.toString());
        long there = page.isDecodedHere() ? (file.length - page.start()) / page.bytes() : 0;
        if (there < claimed) {
            throw new InputException(path + ": says that it has " + claimed
                    + " images after one directory, but " + (there == 0
                            ? "they are compressed" : "has room for " + there)
                    + "; save it as a stack with a directory for each page");
        }
        long place = directories.get(0).place;
        for (int i = 0; i < claimed; i++) {
            int index = i;
            pictures.add(() -> read(path, place, index, index * page.bytes()));
        }
    }

    private static boolean isMadeOfAnother(TiffDirectory page) throws IOException {
        return (page.number(TIFF.TAG_SUBFILE_TYPE, 0) & MADE_OF_ANOTHER) != 0
                || page.number(TIFF.TAG_OLD_SUBFILE_TYPE, 0) == OLD_REDUCED;
    }

    private void remarkOnSizes(List<Integer> own) throws IOException {
        String first = size(own.get(0));
        for (int page : own) {
            if (!size(page).equals(first)) {
                remarks.add(path + ": its pages differ in size: page " + (own.get(0) + 1) + " has "
                        + first + " pixels, page "
                        + (page + 1) + " " + size(page) + "; each is read as an image of its own");
                return;
            }
        }
    }

    private String size(int page) throws IOException {
        TiffDirectory directory = directories.get(page);
        return directory.number(TIFF.TAG_IMAGE_HEIGHT, 0) + "×"
                + directory.number(TIFF.TAG_IMAGE_WIDTH, 0);
    }

    private void remarkOnSubImages() {
        long within = directories.stream().mapToLong(page -> page.count(TIFF.TAG_SUB_IFD)).sum();
        if (within > 0) {
            remarks.add(path + ": holds " + within + (within == 1 ? " image" : " images")
                    + " within its pages (SubIFDs), usually reduced copies; passed over");
        }
    }

    private static Image read(Path path, long place, int index, long shift) {
        String name = ImageFile.name(path, index);
        try (TiffFile file = new TiffFile(path)) {
            TiffDirectory directory = new TiffDirectory(file, place);
            TiffPage page = new TiffPage(file, directory, name);
            Image image =
                    page.isDecodedHere() ? page.read(shift) : ImageFile.decode(path, index, name);
            return Orientation.of((int) directory.number(TIFF.TAG_ORIENTATION, 1)).upright(image);
        } catch (IOException e) {
            throw FileFault.of(path, e);
        } catch (InputException e) {
            throw e;
        } catch (RuntimeException e) { // from damage that no check has found
            throw new InputException(name + ": cannot be decoded: " + e, e);
        }
    }
}
