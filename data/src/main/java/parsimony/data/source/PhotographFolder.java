package parsimony.data.source;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import parsimony.data.image.Image;
import parsimony.data.image.ImageFile;
import parsimony.data.image.Picture;
import parsimony.signals.InputException;

/**
 * The photographs of a folder and its subfolders, found by the endings of their names. Each page of
 * a TIFF is one photograph.
 */
record PhotographFolder(String origin, List<Picture> pictures, List<String> remarks)
        implements
            ImageSource {
    static final SourceKind KIND = new SourceKind("a folder of images", "photographs",
            "Photographs: every image file of a folder and its subfolders, or one image file",
            "an image", (name, seed) -> open(name)) {
        @Override
        boolean isNamed(String name) {
            return Stream.concat(ImageFile.ENDINGS.stream(), ImageFile.FOREIGN.stream())
                    .anyMatch(name::endsWith);
        }

        @Override
        boolean isPart(String name, boolean top) {
            return ImageFile.ENDINGS.stream().anyMatch(name.toLowerCase(Locale.ROOT)::endsWith);
        }
    };

    private static ImageSource open(DataName name) {
        if (!Files.exists(name.path())) {
            throw new InputException(name.place() + ": no such folder or dataset; "
                    + DataForm.hint(name.place()) + "data can be " + ImageSource.forms());
        }
        return new PhotographFolder(name.path());
    }

    PhotographFolder(Path folder) {
        this(folder.toString(),
                FileFinder.find(folder, "image", ImageFile.ENDINGS, ImageFile.FOREIGN).stream()
                        .map(ImageFile::open).toList());
    }

    private PhotographFolder(String origin, List<ImageFile> files) {
        this(origin, files.stream().flatMap(file -> file.pictures().stream()).toList(),
                files.stream().flatMap(file -> file.remarks().stream()).toList());
    }

    @Override
    public int size() {
        return pictures.size();
    }

    @Override
    public Image read(int index) {
        return pictures.get(index).read();
    }
}
