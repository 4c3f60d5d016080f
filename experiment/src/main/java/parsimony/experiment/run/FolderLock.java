package parsimony.experiment.run;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import parsimony.data.FileFault;
import parsimony.signals.InputException;

/**
 * Reserves a folder for one process, by a lock of the operating system on a hidden file in it. The
 * system releases the lock when the process ends in whatever way. A file with the process's number
 * would not do: containers may share a volume, but they number their processes independently.
 */
public final class FolderLock implements Closeable {
    /**
     * The file that is locked. It is deleted when the lock is closed. A process that is killed
     * leaves it behind, but then it is not locked and has no effect.
     */
    static final String FILE = ".lock";

    /** Files that this process has locked. To open and close such a file would release its lock. */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    /**
     * Asks the system for a lock. The result is null if another process has the lock; an exception
     * means that the file system has no locks.
     */
    interface Locker {
        FileLock lock(FileChannel channel) throws IOException;
    }

    private final Path place;
    private final FileChannel channel;
    private final Deque<Path> made;
    private Path file;

    private FolderLock(Path place, FileChannel channel, Deque<Path> made) {
        this.place = place;
        this.channel = channel;
        this.made = made;
        this.file = place;
    }

    /**
     * Locks a folder. A missing folder is made; if it is still empty when the lock is closed, it is
     * deleted again.
     *
     * @param folder the folder to lock
     * @param option by which the user named the folder
     * @return the lock, which closing opens
     * @throws InputException if nothing can be written there, or another process has locked it
     */
    public static FolderLock of(Path folder, String option) {
        return of(folder, option + " " + folder, FileChannel::tryLock);
    }

    /** @param named what a message calls the folder */
    static FolderLock of(Path folder, String named, Locker locker) {
        Deque<Path> made = new ArrayDeque<>();
        try {
            createFolders(folder, made);
            FolderLock lock = take(folder.toRealPath().resolve(FILE), named, locker, made);
            if (lock != null) {
                return lock;
            }
        } catch (IOException e) {
            deleteEmpty(made);
            throw new InputException(named + ": cannot be written (" + reason(e)
                    + "); name a folder that can", e);
        }
        throw new InputException(named + ": another parsimony is at work there; wait for it, or "
                + "name another folder");
    }

    /** Whether a process, perhaps this one, has locked a folder. */
    static boolean isTaken(Path folder) throws IOException {
        if (!Files.exists(folder.resolve(FILE))) {
            return false;
        }
        Path file = folder.toRealPath().resolve(FILE);
        if (HELD.contains(file)) {
            return true;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            return lock == null;
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            return true; // unknown without locks, so taken for safety
        }
    }

    private static FolderLock take(Path file, String named, Locker locker, Deque<Path> made)
            throws IOException {
        if (!HELD.add(file)) {
            return null;
        }
        FileChannel channel = null;
        boolean taken = false;
        try {
            while (!taken) {
                boolean isNew = create(file);
                Object key = key(file);
                channel = FileChannel.open(file, StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE);
                if (!lock(channel, locker, isNew, file, named)) {
                    return null;
                }
                // The former owner may have deleted the file in the meantime.
                taken = Objects.equals(key, key(file));
                if (!taken) {
                    channel.close();
                }
            }
            return new FolderLock(file, channel, made);
        } finally {
            if (!taken) {
                HELD.remove(file);
                if (channel != null) {
                    channel.close();
                }
            }
        }
    }

    /**
     * Locks an open file. Some file systems of clusters have no locks. There, the existence of the
     * file counts as the lock, even if a killed process left it.
     */
    private static boolean lock(FileChannel channel, Locker locker, boolean isNew, Path file,
            String named) throws IOException {
        try {
            return locker.lock(channel) != null;
        } catch (ClosedByInterruptException e) {
            throw e;
        } catch (IOException e) {
            if (isNew) {
                return true;
            }
            throw new InputException(named + ": another parsimony may be at work there, as " + file
                    + " is there and the file"
                    + " system has no locks; if none is, delete that file", e);
        }
    }

    private static boolean create(Path file) throws IOException {
        try {
            Files.createFile(file);
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        }
    }

    /** The identity of a file, independent of its name; null if it does not exist. */
    private static Object key(Path file) throws IOException {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    private static void createFolders(Path folder, Deque<Path> made) throws IOException {
        Path absolute = folder.toAbsolutePath();
        if (Files.isDirectory(absolute)) {
            return;
        }
        Path parent = absolute.getParent();
        if (parent != null) {
            createFolders(parent, made);
        }
        try {
            Files.createDirectory(absolute);
            made.push(absolute);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(absolute)) { // another process may have made it just now
                throw e;
            }
        }
    }

    private static void deleteEmpty(Deque<Path> made) {
        for (Path folder : made) { // the innermost first
            try {
                Files.deleteIfExists(folder);
            } catch (DirectoryNotEmptyException e) {
                return; // not empty, so its parents are not, either
            } catch (IOException e) {
                return; // an empty folder that stays does no harm
            }
        }
    }

    /** Tells the lock that its folder has been moved. */
    void follow(Path folder) {
        file = folder.resolve(FILE);
        made.removeIf(path -> !Files.exists(path));
    }

    @Override
    public void close() throws IOException {
        if (!HELD.remove(place)) {
            return; // closed already
        }
        // The file is deleted before the lock is released, or another process could lock that file.
        try (channel) {
            Files.deleteIfExists(file);
        }
        deleteEmpty(made);
    }

    /** Why a place could not be read or written, in words for the user. */
    static String reason(IOException e) {
        String file = e instanceof FileSystemException refused ? refused.getFile() : null;
        String message = FileFault.of(Path.of(file == null ? "" : file), e).getMessage();
        return file == null ? message.substring(2) : message;
    }
}
