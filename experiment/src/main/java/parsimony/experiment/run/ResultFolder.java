package parsimony.experiment.run;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
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
 * The folder of a result. Files are first written into a hidden folder; {@link #commit} moves them
 * into place. So a result that exists is whole, and closing without a commit leaves nothing behind.
 *
 * <p>If the destination does not exist yet, the hidden folder lies beside it and is renamed in one
 * step. If it exists, it must stay the same folder, because it may be the user's current folder, a
 * symbolic link or a container's volume. Then the hidden folder lies in it, and its content moves
 * up.
 *
 * <p>A {@link FolderLock} on the folder in which a process works keeps other processes away.
 */
public final class ResultFolder implements AutoCloseable {
    /**
     * A file that every result folder holds. A folder without it was not made by Parsimony and is
     * never replaced.
     */
    public static final String CONFIG = FileNames.CONFIG;

    /**
     * Names of the hidden folder in the destination: while the result is written, and once it is
     * whole and moves up.
     */
    private static final String PARTIAL = ".partial";
    private static final String WHOLE = ".whole";
    /** Name of the hidden folder that holds the earlier result while a new one replaces it. */
    private static final String REPLACED = ".replaced";
    private static final List<String> OURS = List.of(PARTIAL, WHOLE, REPLACED);

    /**
     * The files that a result can hold. The user put any other file into its folder, so it must not
     * be deleted.
     */
    private static final Pattern FILES =
            Pattern.compile("[^.].*\\.(npy|npz|csv|json|yaml|html|png|svg|pdf|bin)"
                    + "|(table|significance)\\.(md|tex)|events\\.out\\.tfevents\\..*"
                    + "|.*\\.part(ial)?|\\.DS_Store");
    private static final Pattern FOLDERS =
            Pattern.compile("figures|tables|checkpoint|snapshots|states|saved_model");
    /** A folder of shards. People also call folders of their own so, hence its files must suit. */
    private static final String SHARDS = "codes";
    private static final Pattern SHARD = Pattern.compile("part-\\d+\\.np[yz]");

    private final Path destination;
    private final Path partial;
    private final FolderLock lock;
    private final boolean force;
    private boolean closed;

    /**
     * Locks the destination for this process until this is closed.
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
                if (Files.exists(this.destination)) { // another process has just finished it
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

    /** The hidden folder beside a destination that does not exist yet. */
    private static Path draft(Path destination) {
        return destination.resolveSibling("." + destination.getFileName() + PARTIAL);
    }

    /** Locks the hidden folder beside a destination and empties it of a killed process's files. */
    private static FolderLock lockDraft(Path destination) throws IOException {
        Path draft = draft(real(destination));
        FolderLock lock = FolderLock.of(draft, "‹out› " + destination,
                FolderLock.Means.usual());
        empty(draft);
        return lock;
    }

    /**
     * Locks a destination that exists, and removes what killed processes left in it and beside it.
     *
     * @throws InputException if it has been filled in the meantime, or another process writes it
     */
    private static FolderLock claim(Path destination, boolean force) throws IOException {
        Path folder = real(destination);
        FolderLock lock = FolderLock.of(destination, "‹out›");
        try {
            if (Files.exists(draft(folder))) { // of a run that began before the folder existed
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
     * Completes a replacement that was broken off. If the new result was whole, it takes its place;
     * else the earlier one comes back.
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

    /** Moves the content of a folder into its parent. */
    private static void moveUp(Path folder) throws IOException {
        moveInto(folder.getParent(), entries(folder));
        Files.delete(folder);
    }

    /**
     * {@return the first of results/name-1, results/name-2 and so on that does not exist and that
     * no process is writing}
     *
     * @param name of the command or experiment
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

    /**
     * {@return the folder of a result that the user did not name}
     *
     * @param name of the command or experiment
     * @param number ≥ 1
     */
    public static Path numbered(String name, int number) {
        return Path.of("results", name + "-" + number);
    }

    /** Whether a file or folder has the name of a part of a result. */
    private static boolean isPart(Path entry) {
        String name = entry.getFileName().toString();
        if (!Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
            return FILES.matcher(name).matches();
        }
        return FOLDERS.matcher(name).matches()
                || name.equals(SHARDS) && existing(entry).stream().allMatch(
                        shard -> SHARD.matcher(shard.getFileName().toString()).matches());
    }

    /**
     * What a folder that may be replaced holds.
     *
     * @throws InputException if it cannot be read
     */
    private static List<Path> existing(Path folder) {
        try {
            return entries(folder);
        } catch (IOException e) {
            throw new InputException("‹out› " + folder + ": cannot be read ("
                    + FolderLock.reason(e) + "); name another folder", e);
        }
    }

    /**
     * Checks, before any work, that a result may be written.
     *
     * @param destination the folder of the result
     * @param force whether a result that is there may be replaced
     * @throws InputException if the destination holds something that is not to be replaced, or
     *     cannot be a folder
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
        List<Path> entries = existing(destination);
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
            if (!isPart(entry)) {
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
     * Checks that the user named a place.
     *
     * @param place the path that the user gave
     * @param option by which the user names it
     * @throws InputException if the name is empty, as from an unset variable of a shell, or has a
     *     part that the shell should have replaced
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
     * Checks that no input of a result lies in the folder that it replaces, and would be deleted.
     *
     * @param destination the folder of the result
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

    /**
     * {@return whether a path is in a folder, or is that folder, after symbolic links are followed}
     *
     * @param place the path
     * @param folder the folder
     */
    public static boolean isWithin(Path place, Path folder) {
        return real(place).startsWith(real(folder));
    }

    /** The real path of a place that may not exist yet: symbolic links on the way are followed. */
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
     * Makes an empty folder under its final name, for a run that writes while it works. A folder
     * that exists stays the same folder; it may be a symbolic link, or the user's current folder.
     * An earlier result stays in it, hidden, until the run is {@link #settle}d or {@link
     * #discard}ed.
     *
     * @param destination the folder of the result
     * @param force whether a result that is there may be replaced
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
                // This lock fails if another process is writing its result beside the destination.
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
     * Deletes the earlier result for good, once a run that writes while it works has something to
     * keep.
     *
     * @param destination the folder of the result
     * @throws IOException if a file cannot be read or written
     */
    public static void settle(Path destination) throws IOException {
        delete(destination.resolve(REPLACED));
    }

    /**
     * Undoes a run that writes while it works and has nothing to keep: the earlier result comes
     * back. A folder that did not exist before is deleted with its lock.
     *
     * @param destination the folder of the result
     * @throws IOException if a file cannot be read or written
     */
    public static void discard(Path destination) throws IOException {
        empty(destination);
        if (Files.exists(destination.resolve(REPLACED))) {
            moveUp(destination.resolve(REPLACED));
        }
    }

    /** The content of a folder, without the lock and the hidden folders of this class. */
    private static List<Path> entries(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(entry -> !isOurs(entry.getFileName().toString())).toList();
        }
    }

    private static boolean isOurs(String name) {
        return OURS.contains(name) || name.startsWith(FolderLock.FILE);
    }

    private static void moveInto(Path folder, List<Path> entries) throws IOException {
        for (Path entry : entries) {
            Files.move(entry, folder.resolve(entry.getFileName()));
        }
    }

    /**
     * {@return the path of a file while the result is being written; its parent folders are made}
     *
     * @param name relative to the folder
     */
    public Path file(String name) {
        Path path = partial.resolve(name);
        try {
            Files.createDirectories(path.getParent());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return path;
    }

    /** {@return the hidden folder, while the result is being written} */
    public Path path() {
        return partial;
    }

    /** {@return the folder of the result once it is committed} */
    public Path destination() {
        return destination;
    }

    /**
     * Moves the whole result into place. The earlier result is deleted only after that.
     *
     * @throws InputException if the destination now holds something that must not be replaced
     * @throws IOException if a file cannot be read or written
     */
    public synchronized void commit() throws IOException {
        if (closed) {
            throw new IOException(destination + ": the result was already closed");
        }
        lock.requireHeld();
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

    /** Whether the hidden folder lies in the destination, because that existed before. */
    private boolean isInside() {
        return partial.getParent().equals(destination);
    }

    private void commitDraft() throws IOException {
        // Anything that has appeared there in the meantime must not be replaced.
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

    /** Removes all that was written, unless it was committed, and releases the lock. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try (lock) {
            if (!lock.isHeld()) {
                return; // what lies there is another process's
            }
            if (isInside()) {
                recover(destination);
            } else {
                empty(partial);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("could not remove " + partial, e);
        }
    }

    /**
     * Deletes everything in a folder but its lock.
     *
     * @param folder the folder
     * @throws IOException if something cannot be deleted
     */
    public static void empty(Path folder) throws IOException {
        for (Path entry : entries(folder)) {
            delete(entry);
        }
    }

    /**
     * Deletes a folder, if it exists, and everything in it.
     *
     * @param folder the folder
     * @throws IOException if something cannot be deleted
     */
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
