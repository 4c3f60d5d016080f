package parsimony.data.source;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import parsimony.data.DataException;

/**
 * The photographs of a folder and its subfolders, known by their file name extensions, in the order of their paths. Hidden
 * files are passed over, symbolic links followed, and one that leads back up is not entered twice.
 */
final class PhotographFolder implements ImageSource {
    private final Path folder;
    private final List<Path> files;

    private PhotographFolder(Path folder, List<Path> files) {
        this.folder = folder;
        this.files = files;
    }

    static PhotographFolder open(Path folder) throws DataException {
        TreeSet<Path> files = new TreeSet<>();
        try {
            Files.walkFileTree(folder, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, new Finder(folder, files));
        } catch (IOException e) {
            throw DataException.of(folder, e);
        }
        if (files.isEmpty()) {
            throw new DataException(folder + ": holds no image; files ending in " + String.join(", ", ImageFile.EXTENSIONS)
                    + " are looked for, subfolders included");
        }
        return new PhotographFolder(folder, List.copyOf(files));
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

    private static final class Finder extends SimpleFileVisitor<Path> {
        private final Path top;
        private final Set<Path> files;

        Finder(Path top, Set<Path> files) {
            this.top = top;
            this.files = files;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return folder.equals(top) || !isHidden(folder) ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (!isHidden(file) && ImageFile.isNamedLikeOne(file)) {
                files.add(file);
            }
            return FileVisitResult.CONTINUE;
        }

        /** A loop of links or a broken link named like an image; the folder given itself must be readable. */
        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (file.equals(top)) {
                throw e;
            }
            return FileVisitResult.CONTINUE;
        }

        private static boolean isHidden(Path path) {
            return path.getFileName() != null && path.getFileName().toString().startsWith(".");
        }
    }
}
