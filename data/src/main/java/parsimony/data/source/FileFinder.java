package parsimony.data.source;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Stream;
import parsimony.data.FileFault;
import parsimony.signals.InputException;

/**
 * The files of a folder and its subfolders whose names have certain endings, in the order of their
 * paths. Hidden files are left out. Symbolic links are followed, except for one that leads back to
 * a folder above it. A subfolder that may not be read is listed like a file.
 */
final class FileFinder extends SimpleFileVisitor<Path> {
    private final Path top;
    private final List<String> endings;
    private final TreeSet<Path> found = new TreeSet<>();

    private FileFinder(Path top, List<String> endings) {
        this.top = top;
        this.endings = endings;
    }

    /** @throws InputException if the folder cannot be read, or there is no such file */
    static List<Path> find(Path folder, String kind, List<String> endings) {
        return find(folder, kind, endings, List.of());
    }

    /**
     * @param foreign endings of files that cannot be read; they are listed too, so that the caller
     *                refuses them by name
     * @throws InputException if the folder cannot be read, or there is no file of either sort
     */
    static List<Path> find(Path folder, String kind, List<String> endings, List<String> foreign) {
        FileFinder finder =
                new FileFinder(folder, Stream.of(endings, foreign).flatMap(List::stream).toList());
        try {
            Files.walkFileTree(folder, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE,
                    finder);
        } catch (IOException e) {
            throw FileFault.of(folder, e);
        }
        if (finder.found.isEmpty()) {
            throw new InputException(folder + ": holds no " + kind + "; files ending in "
                    + String.join(", ", endings) + " are looked for, in subfolders too");
        }
        return List.copyOf(finder.found);
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
        return folder.equals(top) || !isHidden(folder) ? FileVisitResult.CONTINUE
                : FileVisitResult.SKIP_SUBTREE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        if (!isHidden(file) && endings.stream().anyMatch(name::endsWith)) {
            found.add(file);
        }
        return FileVisitResult.CONTINUE;
    }

    /**
     * Leaves out a loop of links. A folder that may not be read is listed like a file, so that the
     * attempt to read it gives the reason.
     */
    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
        if (file.equals(top)) {
            throw e;
        }
        if (e instanceof AccessDeniedException) {
            found.add(file);
        }
        return FileVisitResult.CONTINUE;
    }

    private static boolean isHidden(Path path) {
        return path.getFileName() != null && path.getFileName().toString().startsWith(".");
    }
}
