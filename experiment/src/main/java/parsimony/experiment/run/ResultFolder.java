package parsimony.experiment.run;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import parsimony.signals.InputException;

/**
 * The folder that a run writes. Files go to a hidden folder first; {@link #commit} moves them into
 * place, so that a result that exists is whole, and closing without a commit leaves nothing behind.
 * Where there is no folder yet, the hidden one lies beside it and takes its name in one step. One
 * that is there stays the same folder, which may be where the user is, a symbolic link or a
 * container's volume: the hidden folder lies in it, and what is in that moves up.
 *
 * <p>A destination is kept to one process by a {@link FolderLock} on the folder in which it works.
 */
public final class ResultFolder implements AutoCloseable {
    /**
     * Every result folder holds this file; a folder without it was not made here and is never
     * replaced.
     */
    public static final String CONFIG = FileNames.CONFIG;

    /**
     * What a result is while it is being written, in its folder; and when it is whole and moves up.
     */
    private static final String PARTIAL = ".partial";
    private static final String WHOLE = ".whole";
    /** Where the earlier result lies while a new one comes into its place. */
    private static final String REPLACED = ".replaced";
    private static final List<String> OURS = List.of(FolderLock.FILE, PARTIAL, WHOLE, REPLACED);

    /**
     * What a result can hold. Whatever else is in its folder was put there by somebody, and is not
     * ours to delete.
     */
    private static final Pattern FILES =
            Pattern.compile("[^.].*\\.(npy|csv|json|yaml|html|png|svg|pdf|bin)"
                    + "|(table|significance)\\.(md|tex)|events\\.out\\.tfevents\\..*"
                    + "|.*\\.part(ial)?|\\.DS_Store");
    private static final Pattern FOLDERS =
            Pattern.compile("figures|tables|checkpoint|snapshots|saved_model");

    private final Path destination;
    private final Path partial;
    private final FolderLock lock;
    private final boolean force;
    private boolean closed;

    /**
     * Keeps the destination to this process until it is closed.
     *
     * @param destination where the result is to be; missing or empty, or an earlier result if
     *                    {@code force}
     * @param force       whether an earlier result at the destination is replaced
     * @throws InputException if the destination cannot be written or replaced, holds something that
     *                        is not to be replaced, or another process writes it
     */
    public ResultFolder(Path destination, boolean force) {
        requireFree(destination, force);
        this.force = force;
        this.destination = real(destination);
        try {
            if (Files.exists(this.destination)) {
                lock = claim(destination, force);
                settle(this.destination);
                partial = Files.createDirectory(this.destination.resolve(PARTIAL));
            } else {
                partial = draft(this.destination);
                lock = lockDraft(destination);
                if (Files.exists(this.destination)) { // who made it had the draft until now
                    lock.close();
                    throw new InputException("‹out› " + destination
                            + ": another parsimony is at work there; wait for it, or name"
                            + " another folder");
                }
            }
        } catch (IOException e) {
            throw unwritable(destination, e);
        }
    }

    private static InputException unwritable(Path destination, IOException e) {
        return new InputException("‹out› " + destination + ": cannot be written ("
                + FolderLock.reason(e)
                + "); name a folder that can", e);
    }

    /** Where a result is written for which there is no folder yet. */
    private static Path draft(Path destination) {
        return destination.resolveSibling("." + destination.getFileName() + PARTIAL);
    }

    /** Takes the draft of a result, emptied of what a killed process left in it. */
    private static FolderLock lockDraft(Path destination) throws IOException {
        Path draft = draft(real(destination));
        FolderLock lock = FolderLock.of(draft, "‹out› " + destination, FileChannel::tryLock);
        for (Path entry : entries(draft)) {
            delete(entry);
        }
        return lock;
    }

    /**
     * Takes a folder that is there, and tidies up what killed processes left in it and beside it.
     *
     * @throws InputException if it has been filled in the meantime, or another process writes it
     */
    private static FolderLock claim(Path destination, boolean force) throws IOException {
        Path folder = real(destination);
        FolderLock lock = FolderLock.of(destination, "‹out›");
        try {
            if (Files.exists(draft(folder))) { // of one who began before the folder was there
                discardDraft(destination);
            }
            recover(folder);
            requireFree(destination, force);
            return lock;
        } catch (IOException | InputException e) {
            lock.close();
            throw e;
        }
    }

    private static void discardDraft(Path destination) throws IOException {
        try (FolderLock abandoned = lockDraft(destination)) {
            delete(draft(real(destination)));
        }
    }

    /**
     * Brings a replacement to its end that was broken off: forth if the new result was whole, else
     * back.
     */
    private static void recover(Path folder) throws IOException {
        Path whole = folder.resolve(WHOLE);
        Path replaced = folder.resolve(REPLACED);
        if (Files.exists(whole)) {
            moveUp(whole);
            delete(replaced);
        } else {
            if (Files.exists(replaced)
                    && (Files.exists(folder.resolve(PARTIAL)) || entries(folder).isEmpty())) {
                moveUp(replaced);
            }
            delete(folder.resolve(PARTIAL));
        }
    }

    /** Moves what is in a folder into the one that it lies in. */
    private static void moveUp(Path folder) throws IOException {
        moveInto(folder.getParent(), entries(folder));
        Files.delete(folder);
    }

    /**
     * The first of results/name-1, results/name-2 and so on that is not there and that nobody is
     * writing.
     */
    public static Path firstFree(String name) {
        try {
            int number = 1;
            Path place = numbered(name, number);
            while (Files.exists(place, LinkOption.NOFOLLOW_LINKS)
                    || FolderLock.isTaken(draft(place))) {
                place = numbered(name, ++number);
            }
            return place;
        } catch (IOException e) {
            throw new InputException("results: cannot be read (" + FolderLock.reason(e)
                    + "); name another folder with ‹out›", e);
        }
    }

    /** What a result is called that the user gives no name. */
    public static Path numbered(String name, int number) {
        return Path.of("results", name + "-" + number);
    }

    /**
     * Checks that a result may be written, before any work on it.
     *
     * @throws InputException if the destination holds something that is not to be replaced, or
     *         cannot be a folder
     */
    public static void requireFree(Path destination, boolean force) {
        requirePlace(destination, "‹out›");
        if (!Files.exists(destination)) {
            if (Files.isSymbolicLink(destination)) {
                throw new InputException(
                        "‹out› " + destination + ": is a symbolic link to nothing; name a folder");
            }
            requireRoomFor(destination);
            return;
        }
        if (!Files.isDirectory(destination)) {
            throw new InputException("‹out› " + destination + ": is a file; name a folder");
        }
        if (real(destination).getParent() == null) {
            throw new InputException("‹out› " + destination
                    + ": is the root of the file system; name a folder inside it");
        }
        List<Path> entries;
        try {
            entries = entries(destination);
        } catch (IOException e) {
            throw new InputException("‹out› " + destination + ": cannot be read ("
                    + FolderLock.reason(e) + "); name another folder",
                    e);
        }
        if (entries.isEmpty()) {
            return;
        }
        if (!force) {
            throw new InputException("‹out› " + destination
                    + ": is not empty; name another folder, or ‹force› to replace it");
        }
        if (!RunRecord.describesRun(destination)) {
            throw new InputException("‹out› " + destination + ": has no " + CONFIG
                    + " of Parsimony's, so it is not a result of Parsimony and ‹force› will not "
                    + "replace it; name another folder");
        }
        for (Path entry : entries) {
            Pattern known = Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS) ? FOLDERS : FILES;
            if (!known.matcher(entry.getFileName().toString()).matches()) {
                throw new InputException("‹out› " + destination + ": holds " + entry.getFileName()
                        + ", which is no part of a result,"
                        + " and ‹force› will not delete it; move it away, or name another folder");
            }
        }
    }

    /** Checks that a folder could be made. */
    private static void requireRoomFor(Path destination) {
        Path above = destination.toAbsolutePath().getParent();
        while (above.getParent() != null && !Files.exists(above, LinkOption.NOFOLLOW_LINKS)) {
            above = above.getParent();
        }
        if (!Files.isDirectory(above)) {
            throw new InputException("‹out› " + destination + ": cannot be written (" + above
                    + " is no folder); name a folder that can");
        }
        if (!Files.isWritable(above)) {
            throw new InputException("‹out› " + destination
                    + ": cannot be written (nothing can be made in " + above
                    + "); name a folder that can");
        }
    }

    /**
     * Checks that the user has named a place.
     *
     * @param option by which
     * @throws InputException if there is no name, as of a shell's variable that is not set, or one
     *                        that the shell should have replaced
     */
    public static void requirePlace(Path place, String option) {
        if (place.toString().isEmpty()) {
            throw new InputException(option + ": names no place; name a folder, or . for the one "
                    + "that you are in");
        }
        if (place.getNameCount() > 0 && place.getName(0).toString().startsWith("~")) {
            throw new InputException(option + " " + place
                    + ": the shell has not replaced ~ by your home; write $HOME, or ./"
                    + place + " for a folder of that name");
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
                throw new InputException("‹out› " + destination + ": would replace " + input
                        + ", which is needed; name another folder");
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
     * Makes an empty folder for a run that writes as it goes, under its final name. One that is
     * there stays the same folder, which may be a symbolic link, or where the user is; an earlier
     * result is kept in it, hidden, until the run is {@link #settle}d or {@link #discard}ed.
     *
     * @return the lock on the folder
     * @throws InputException as the constructor does
     */
    public static Closeable clear(Path destination, boolean force) {
        requireFree(destination, force);
        try {
            FolderLock lock;
            if (Files.exists(destination)) {
                lock = claim(destination, force);
            } else {
                // for one that writes its result there, to come to know
                try (FolderLock draft = lockDraft(destination)) {
                    lock = FolderLock.of(destination, "‹out›");
                }
            }
            settle(destination);
            List<Path> earlier = entries(destination);
            if (!earlier.isEmpty()) {
                moveInto(Files.createDirectory(destination.resolve(REPLACED)), earlier);
            }
            return lock;
        } catch (IOException e) {
            throw unwritable(destination, e);
        }
    }

    /**
     * Lets an earlier result go for good, for a run that writes as it goes and has something to
     * show.
     */
    public static void settle(Path destination) throws IOException {
        delete(destination.resolve(REPLACED));
    }

    /**
     * Takes back a run that writes as it goes and has come to nothing: what was there before is
     * there again. A folder that was not there goes with its lock.
     */
    public static void discard(Path destination) throws IOException {
        for (Path entry : entries(destination)) {
            delete(entry);
        }
        if (Files.exists(destination.resolve(REPLACED))) {
            moveUp(destination.resolve(REPLACED));
        }
    }

    /** What is in a folder but for the means by which it is written. */
    private static List<Path> entries(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(entry -> !OURS.contains(entry.getFileName().toString())).toList();
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
     * Moves the whole result into place; what was there before goes only once the new result
     * stands.
     *
     * @throws InputException if something has come there in the meantime that is not to be replaced
     */
    public synchronized void commit() throws IOException {
        if (closed) {
            throw new IOException(destination + ": the result was already closed");
        }
        if (isInside()) {
            List<Path> earlier = entries(destination);
            if (!earlier.isEmpty()) {
                requireFree(destination, force); // the user may have put something there
                moveInto(Files.createDirectory(destination.resolve(REPLACED)), earlier);
            }
            move(partial, destination.resolve(WHOLE));
            recover(destination);
        } else {
            commitDraft();
        }
        closed = true;
        lock.close();
    }

    /** Whether the result is written in its own folder, as that was there before. */
    private boolean isInside() {
        return partial.getParent().equals(destination);
    }

    private void commitDraft() throws IOException {
        // what has come there in the meantime is no result that was to be replaced
        requireFree(destination, false);
        move(partial, destination);
        lock.follow(destination);
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
        try (lock) {
            if (isInside()) {
                recover(destination);
            } else {
                for (Path entry : entries(partial)) {
                    delete(entry);
                }
            }
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
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                    throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, IOException failure)
                    throws IOException {
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
