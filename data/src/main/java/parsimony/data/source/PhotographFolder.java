package parsimony.data.source;

import java.nio.file.Path;
import java.util.List;
import parsimony.data.DataException;

/** The photographs of a folder and its subfolders, known by the endings of their names. */
final class PhotographFolder implements ImageSource {
    private final Path folder;
    private final List<Path> files;

    PhotographFolder(Path folder) throws DataException {
        this.folder = folder;
        this.files = FileFinder.find(folder, "image", ImageFile.ENDINGS, ImageFile.FOREIGN);
    }

    @Override
    public String origin() {
        return folder.toString();
    }

    @Override
    public int size() {
        return files.size();
    }

    @Override
    public Image read(int index) throws DataException {
        return ImageFile.read(files.get(index));
    }
}
