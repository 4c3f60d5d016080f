package parsimony.data.source;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import parsimony.data.DataException;

/** The photographs of a folder and its subfolders, known by the endings of their names. The pages of a TIFF are one each. */
final class PhotographFolder implements ImageSource {
    private final Path folder;
    private final List<Picture> pictures = new ArrayList<>();
    private final List<String> remarks = new ArrayList<>();

    PhotographFolder(Path folder) throws DataException {
        this.folder = folder;
        for (Path file : FileFinder.find(folder, "image", ImageFile.ENDINGS, ImageFile.FOREIGN)) {
            ImageFile opened = ImageFile.open(file);
            pictures.addAll(opened.pictures());
            remarks.addAll(opened.remarks());
        }
    }

    @Override
    public String origin() {
        return folder.toString();
    }

    @Override
    public int size() {
        return pictures.size();
    }

    @Override
    public List<String> remarks() {
        return remarks;
    }

    @Override
    public Image read(int index) throws DataException {
        return pictures.get(index).read();
    }
}
