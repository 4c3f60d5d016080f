package parsimony.data.source;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import parsimony.data.DataException;

/** The photographs of a folder and its subfolders, known by the endings of their names. The pages of a TIFF are one each. */
final class PhotographFolder implements ImageSource {
    private record Photograph(Path file, int page) {
    }

    private final Path folder;
    private final List<Photograph> photographs = new ArrayList<>();

    PhotographFolder(Path folder) throws DataException {
        this.folder = folder;
        for (Path file : FileFinder.find(folder, "image", ImageFile.ENDINGS, ImageFile.FOREIGN)) {
            for (int page : ImageFile.pages(file)) {
                photographs.add(new Photograph(file, page));
            }
        }
    }

    @Override
    public String origin() {
        return folder.toString();
    }

    @Override
    public int size() {
        return photographs.size();
    }

    @Override
    public Image read(int index) throws DataException {
        Photograph photograph = photographs.get(index);
        return ImageFile.read(photograph.file, photograph.page);
    }
}
