package parsimony.compare;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The folder that a run writes. Files go to a hidden sibling first; {@link #commit} moves it into place in one step, so that a
 * result that exists is whole, and closing without a commit leaves nothing behind.
 */
public final class ResultFolder implements AutoCloseable {
    /** Every result folder holds this file; a folder without it was not made here and is never replaced. */
    public static final String CONFIG = "config.json";

    /** Where the earlier result lies while a run that writes as it goes has nothing to show yet. */
    private static final String REPLACED = ".replaced";
    private static final String LOCK = ".lock";

    private final Path destination;
    private final Path partial;
    private final boolean force;
    private boolean closed;

    /**
     * @param destination where the result is to be; missing or empty, or an earlier result if {@code force}
     * @param force       whether an earlier result at the destination is replaced
     * @throws InputException if the destination cannot be written or replaced, or holds something that is not to be replaced
     */
    public ResultFolder(Path destination, boolean force) {
        requireFree(destination, force);
        this.force = force;
        this.destination = real(destination);
        Path parent = this.destination.getParent();
        if (parent == null) {
            throw new InputException("--out " + destination + ": is the root of the file system; name a folder inside it");
        }
        if (isMountPoint(this.destination, parent)) { // such as a container's volume; it could not be moved away for the result
            throw new InputException("--out " + destination + ": is where another file system begins; name a folder inside it");
        }
        try {
            Files.createDirectories(parent);
            long writer = deleteAbandoned(this.destination);
            if (writer > 0) {
                throw new InputException("--out " + destination + ": is being written by another parsimony, process " + writer
                        + "; wait for it, or name another folder");
            }
            partial = parent.resolve(prefix(this.destination) + ProcessHandle.current().pid());
            Files.createDirectory(partial);
        } catch (IOException e) {
            throw new InputException("--out " + destination + ": cannot be written (" + reason(e) + "); name a folder that can", e);
        }
    }

    private static boolean isMountPoint(Path folder, Path parent) {
        try {
            return Files.exists(folder) && !Files.getAttribute(folder, "unix:dev").equals(Files.getAttribute(parent, "unix:dev"));
        } catch (IOException | UnsupportedOperationException e) {
            return false; // whatever is wrong with it comes to light when it is written
        }
    }

    /** The first of results/name-1, results/name-2 and so on that is not there and that nobody is writing. */
    public static Path firstFree(String name) {
        try {
            int number = 1;
            Path place = Path.of("results", name + "-1");
            while (Files.exists(place) || Files.exists(place.getParent()) && deleteAbandoned(real(place)) > 0) {
                place = Path.of("results", name + "-" + ++number);
            }
            return place;
        } catch (IOException e) {
            throw new InputException("results: cannot be read (" + reason(e) + "); name another folder with --out", e);
        }
    }

    /** What a result is called while it is written; the number of the writing process follows. */
    private static String prefix(Path destination) {
        return "." + destination.getFileName() + ".partial-";
    }

    /**
     * Deletes what killed processes left behind of a result.
     *
     * @return a process that is writing the result now; 0 if there is none
     */
    private static long deleteAbandoned(Path destination) throws IOException {
        String name = prefix(destination);
        Pattern partials = Pattern.compile(Pattern.quote(name) + "\\d{1,18}");
        long atWork = 0;
        try (Stream<Path> entries = Files.list(destination.getParent())) {
            for (Path entry : entries.filter(e -> partials.matcher(e.getFileName().toString()).matches()).toList()) {
                long writer = Long.parseLong(entry.getFileName().toString().substring(name.length()));
                if (isAtWork(writer, entry)) {
                    atWork = writer;
                } else {
                    delete(entry);
                }
            }
        }
        return atWork;
    }

    /** Whether a process is there that can have made an entry: one that began later has the number of one that ended. */
    private static boolean isAtWork(long writer, Path entry) throws IOException {
        Instant written = Files.getLastModifiedTime(entry).toInstant().plusSeconds(1);
        return writer != ProcessHandle.current().pid() && ProcessHandle.of(writer)
                .filter(process -> process.info().startInstant().map(written::isAfter).orElse(true)).isPresent();
    }

    /**
     * Checks that a result may be written, before long work on it.
     *
     * @throws InputException if the destination holds something that is not to be replaced
     */
    private static void requireFree(Path destination, boolean force) {
        if (!Files.exists(destination)) {
            if (Files.isSymbolicLink(destination)) {
                throw new InputException("--out " + destination + ": is a symbolic link to nothing; name a folder");
            }
            return;
        }
        if (!Files.isDirectory(destination)) {
            throw new InputException("--out " + destination + ": is a file; name a folder");
        }
        try (Stream<Path> entries = Files.list(destination)) {
            if (entries.allMatch(entry -> entry.getFileName().toString().equals(LOCK))) {
                return;
            }
        } catch (IOException e) {
            throw new InputException("--out " + destination + ": cannot be read (" + reason(e) + ")", e);
        }
        if (!force) {
            throw new InputException("--out " + destination + ": is not empty; name another folder, or --force to replace it");
        }
        if (!Files.exists(destination.resolve(CONFIG))) {
            throw new InputException("--out " + destination + ": has no " + CONFIG
                    + ", so it is not a result of Parsimony and --force will not replace it; name another folder");
        }
    }

    /**
     * Checks that nothing a result is made from would go with what it replaces.
     *
     * @param inputs files and folders; null for one that was not given
     * @throws InputException if one lies in the destination, or is it
     */
    public static void requireApart(Path destination, Path... inputs) {
        for (Path input : inputs) {
            if (input != null && isWithin(input, destination)) {
                throw new InputException("--out " + destination + ": would replace " + input + ", which is needed; name another folder");
            }
        }
    }

    /** Whether a place is in a folder or is that folder, whatever way leads there. */
    public static boolean isWithin(Path place, Path folder) {
        return real(place).startsWith(real(folder));
    }

    /** Where a place is or will be, with the symbolic links on the way followed. */
    private static Path real(Path place) {
        Path absolute = place.toAbsolutePath();
        Path there = absolute;
        while (there.getParent() != null && !Files.exists(there)) {
            there = there.getParent();
        }
        try {
            return there.toRealPath().resolve(there.relativize(absolute)).normalize();
        } catch (IOException e) {
            return absolute.normalize();
        }
    }

    /**
     * Makes an empty folder for a run that writes as it goes, under its final name. One that is there stays the same folder, which
     * may be a symbolic link, or where the user is; an earlier result is kept in it, hidden, until the run is {@link #settle}d or
     * {@link #discard}ed.
     *
     * @return {@link #lock} on the folder
     * @throws InputException as the constructor does
     */
    public static Closeable clear(Path destination, boolean force) {
        requireFree(destination, force);
        Closeable lock = lock(destination, "--out");
        try {
            settle(destination);
            List<Path> earlier = entries(destination);
            if (!earlier.isEmpty()) {
                moveInto(Files.createDirectory(destination.resolve(REPLACED)), earlier);
            }
            return lock;
        } catch (IOException e) {
            throw new InputException("--out " + destination + ": cannot be written (" + reason(e) + "); name a folder that can", e);
        }
    }

    /**
     * Keeps a folder, made if it is missing, to this process until what is returned is closed, or the process ends in whatever way.
     *
     * @param option by which the user named it
     * @throws InputException if nothing can be written there, or another process is at work there
     */
    public static Closeable lock(Path folder, String option) {
        try {
            Files.createDirectories(folder);
            FileChannel channel = FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (isTaken(channel)) {
                channel.close();
                throw new InputException(option + " " + folder + ": another parsimony is at work there; wait for it, or name another"
                        + " folder");
            }
            return channel;
        } catch (IOException e) {
            throw new InputException(option + " " + folder + ": cannot be written (" + reason(e) + "); name a folder that can", e);
        }
    }

    private static boolean isTaken(FileChannel channel) {
        try {
            return channel.tryLock() == null;
        } catch (OverlappingFileLockException e) {
            return true; // by this very process
        } catch (IOException e) {
            return false; // some file systems of clusters have no locks, and are no less written to
        }
    }

    /** Lets an earlier result go for good, for a run that writes as it goes and has something to show. */
    public static void settle(Path destination) throws IOException {
        delete(destination.resolve(REPLACED));
    }

    /**
     * Takes back a run that writes as it goes and has come to nothing: what was there before is there again, or else the folder is
     * deleted; where the user is, an empty folder stays.
     */
    public static void discard(Path destination) throws IOException {
        Path replaced = destination.resolve(REPLACED);
        Files.deleteIfExists(destination.resolve(LOCK));
        for (Path entry : entries(destination)) {
            if (!entry.equals(replaced)) {
                delete(entry);
            }
        }
        if (Files.exists(replaced)) {
            moveInto(destination, entries(replaced));
            Files.delete(replaced);
        } else if (!Files.isSymbolicLink(destination) && !Files.isSameFile(destination, Path.of(""))) {
            Files.delete(destination);
        }
    }

    /** What is in a folder but for its lock. */
    private static List<Path> entries(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(entry -> !entry.getFileName().toString().equals(LOCK)).toList();
        }
    }

    private static void moveInto(Path folder, List<Path> entries) throws IOException {
        for (Path entry : entries) {
            Files.move(entry, folder.resolve(entry.getFileName()));
        }
    }

    /** The path of a file of the result while it is being written; folders on the way are made. */
    public Path file(String name) {
        Path path = partial.resolve(name);
        try {
            Files.createDirectories(path.getParent());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return path;
    }

    /** The folder as it is while being written. */
    public Path path() {
        return partial;
    }

    /** Where the result will be once committed. */
    public Path destination() {
        return destination;
    }

    /**
     * Moves the whole result into place; what was there before goes only once the new result stands.
     *
     * @throws InputException if something has come there in the meantime that is not to be replaced
     */
    public synchronized void commit() throws IOException {
        if (closed) {
            throw new IOException(destination + ": the result was already closed");
        }
        requireFree(destination, force); // a process that began at the same time may have come first
        Path replaced = null;
        if (Files.exists(destination)) {
            replaced = partial.resolveSibling(partial.getFileName() + ".replaced");
            Files.move(destination, replaced);
        }
        try {
            move(partial, destination);
        } catch (IOException e) {
            if (replaced != null) {
                move(replaced, destination);
            }
            throw e;
        }
        closed = true;
        if (replaced != null) {
            delete(replaced);
        }
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to);
        }
    }

    /** Removes whatever was written, unless it was committed. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            delete(partial);
        } catch (IOException e) {
            throw new UncheckedIOException("could not remove " + partial, e);
        }
    }

    /** Deletes a folder and everything in it, if it is there. */
    public static void delete(Path folder) throws IOException {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, IOException failure) throws IOException {
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static String reason(IOException e) {
        return e instanceof AccessDeniedException ? "permission denied" : String.valueOf(e.getMessage());
    }
}
