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
 * Keeps a folder to one process, by a lock of the operating system on a hidden file in it. The
 * system lets the lock go when the process ends in whatever way. The number of a process would not
 * do: containers share a volume, but not these numbers.
 */
public final class FolderLock implements Closeable {
    /**
     * The file that is locked. It goes when the lock is closed, and stays without meaning after a
     * process that was killed.
     */
    static final String FILE = ".lock";

    /** Locks of this process: to open and close the file of one again would let the lock go. */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    /**
     * Asks the system for a lock: null if another process has it, an exception if the file system
     * has no locks.
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
     * Takes a folder, which is made if it is missing; one that was made and is still empty goes
     * when the lock is closed.
     *
     * @param option by which the user named it
     * @throws InputException if nothing can be written there, or another process is at work there
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

    /** Whether a process, perhaps this one, keeps a folder. */
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
            return true; // without locks nobody can tell
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
                // or else whoever had it has deleted it in the meantime
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
     * Some file systems of clusters have no locks. There the file itself stands for one, also that
     * of a killed process.
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

    /** What a file is, whatever it is called; null if it is not there. */
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
                return; // it is of use, and so are those that it lies in
            } catch (IOException e) {
                return; // an empty folder too many does no harm
            }
        }
    }

    /** The folder has been moved. */
    void follow(Path folder) {
        file = folder.resolve(FILE);
        made.removeIf(path -> !Files.exists(path));
    }

    @Override
    public void close() throws IOException {
        if (!HELD.remove(place)) {
            return; // closed already
        }
        // after its file is gone, so that no other process can take a file that is about to go
        try (channel) {
            Files.deleteIfExists(file);
        }
        deleteEmpty(made);
    }

    /** Why a place could not be read or written, in a reader's words. */
    static String reason(IOException e) {
        String file = e instanceof FileSystemException refused ? refused.getFile() : null;
        String message = FileFault.of(Path.of(file == null ? "" : file), e).getMessage();
        return file == null ? message.substring(2) : message;
    }
}
