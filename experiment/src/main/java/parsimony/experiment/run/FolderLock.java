package parsimony.experiment.run;

import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import parsimony.data.FileFault;
import parsimony.signals.InputException;
import parsimony.signals.Monitor;

/**
 * Reserves a folder for one process, by a lock of the operating system on a hidden file in it. The
 * system releases the lock when the process ends in whatever way. A file with the process's number
 * would not do: containers may share a volume, but they number their processes independently.
 *
 * <p>Some file systems of clusters have no locks, or locks that only one machine sees. There a
 * {@link Lease} on that file takes the lock's place.
 */
public final class FolderLock implements Closeable {
    /**
     * The file that is locked. It says who holds the lock, and is deleted when the lock is closed.
     * A process that is killed leaves it behind, but then it is not locked and has no effect.
     */
    static final String FILE = ".lock";

    /**
     * The environment variable that asks for leases where the system's locks do not hold between
     * machines. Its value is the seconds after which a lease that is not touched is void.
     */
    private static final String LEASE = "PARSIMONY_LEASE";

    /** How often a lock is tried where other processes make and delete the same folder. */
    private static final int ATTEMPTS = 100;

    /** Files that this process has locked. To open and close such a file would release its lock. */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    /**
     * Asks the system for a lock. The result is null if another process has the lock; an exception
     * means that the file system has no locks.
     */
    interface Locker {
        FileLock lock(FileChannel channel) throws IOException;
    }

    /**
     * How folders are locked.
     *
     * @param locker asks the system for a lock
     * @param leases whether leases are asked for, even if the system has locks
     * @param stale  how long a lease is valid without a touch
     */
    record Means(Locker locker, boolean leases, Duration stale) {
        /** As the environment says. */
        static Means usual() {
            String seconds = System.getenv(LEASE);
            return new Means(FileChannel::tryLock, seconds != null, Lease.stale(seconds));
        }
    }

    private final Path place;
    /** One of the two is null: what the lock is. */
    private final FileChannel channel;
    private final Lease lease;
    private final Deque<Path> made;
    private Path file;
    private boolean closed;

    private FolderLock(Path place, FileChannel channel, Lease lease, Deque<Path> made) {
        this.place = place;
        this.channel = channel;
        this.lease = lease;
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
        return of(folder, option + " " + folder, Means.usual());
    }

    /** @param named what a message calls the folder */
    static FolderLock of(Path folder, String named, Means means) {
        return ifFree(folder, named, means).orElseThrow(() -> new InputException(named
                + ": another parsimony is at work there; wait for it, or name another folder"));
    }

    /**
     * Locks a folder, as {@link #of} does, unless another process has locked it.
     *
     * @param folder the folder to lock
     * @param named  what a message calls it
     * @return the lock, which closing opens; empty if it is another's
     * @throws InputException if nothing can be written there
     */
    public static Optional<FolderLock> ifFree(Path folder, String named) {
        return ifFree(folder, named, Means.usual());
    }

    static Optional<FolderLock> ifFree(Path folder, String named, Means means) {
        Deque<Path> made = new ArrayDeque<>();
        try {
            for (int attempt = 1;; attempt++) {
                try {
                    createFolders(folder, made);
                    return Optional
                            .ofNullable(take(folder.toRealPath().resolve(FILE), means, made));
                } catch (NoSuchFileException | FileNotFoundException e) {
                    // Another process has given the folder back, and deleted it, just now.
                    if (attempt == ATTEMPTS) {
                        throw e;
                    }
                }
            }
        } catch (IOException e) {
            deleteEmpty(made);
            throw new InputException(named + ": cannot be written (" + reason(e)
                    + "); name a folder that can", e);
        }
    }

    /**
     * {@return who has locked a folder, in words, as far as it can be read: "process 12 on node7"}
     *
     * @param folder the folder
     */
    public static String holder(Path folder) {
        try {
            Path file = folder.toRealPath().resolve(FILE);
            if (HELD.contains(file)) {
                return owner();
            }
            String text = Lease.read(file);
            return text == null || text.isBlank() ? "another process"
                    : Lease.owner(text).orElse(text);
        } catch (IOException e) {
            return "another process";
        }
    }

    /** This process, in words. */
    static String owner() {
        return "process " + ProcessHandle.current().pid() + " on " + Host.NAME;
    }

    /** The name of this machine; asked for once, because a name server may be slow. */
    private static final class Host {
        static final String NAME = name();

        private static String name() {
            try {
                return InetAddress.getLocalHost().getHostName();
            } catch (UnknownHostException e) {
                return "an unknown host";
            }
        }
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
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            return lock == null || Lease.is(channel);
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            return true; // unknown without locks, so taken for safety
        }
    }

    private static FolderLock take(Path file, Means means, Deque<Path> made) throws IOException {
        if (!HELD.add(file)) {
            return null;
        }
        FolderLock lock = null;
        try {
            lock = locked(file, means, made);
            return lock;
        } finally {
            if (lock == null) {
                HELD.remove(file);
            }
        }
    }

    private static FolderLock locked(Path file, Means means, Deque<Path> made)
            throws IOException {
        while (true) {
            boolean isNew = create(file);
            Object key = key(file);
            FileChannel channel =
                    FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
            boolean taken = false;
            boolean lease = means.leases;
            try {
                if (means.locker.lock(channel) == null) {
                    return null;
                }
                // The former owner may have deleted the file in the meantime.
                taken = !lease && key != null && key.equals(key(file));
                if (taken && Lease.is(channel)) { // of a process that was told to take leases
                    lease = true;
                    taken = false;
                }
            } catch (ClosedByInterruptException e) {
                throw e;
            } catch (IOException e) {
                lease = true;
            } finally {
                if (!taken) {
                    channel.close();
                }
            }
            if (lease) {
                if (isNew) {
                    Files.deleteIfExists(file);
                }
                Lease claim = Lease.take(file, means.stale);
                return claim == null ? null : new FolderLock(file, null, claim, made);
            }
            if (taken) {
                sayWho(channel);
                return new FolderLock(file, channel, null, made);
            }
        }
    }

    private static void sayWho(FileChannel channel) {
        try {
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(owner().getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            // The lock holds without it; others will read "another process".
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
        if (lease != null) {
            lease.follow(file);
        }
        made.removeIf(path -> !Files.exists(path));
    }

    /**
     * {@return a monitor for work in the folder} It tells another monitor what it is told, and ends
     * the work if the lock was a lease and has been lost.
     *
     * @param told the other monitor
     * @see LostLease
     */
    public Monitor guard(Monitor told) {
        return lease == null ? told : new Guard(told, this);
    }

    /** Whether the folder is still ours. A lease can be lost; a lock of the system cannot. */
    boolean isHeld() {
        return lease == null || lease.held();
    }

    /**
     * Checks that the folder is still ours.
     *
     * @throws LostLease if it is not
     */
    public void requireHeld() {
        if (!isHeld()) {
            throw new LostLease(file.getParent());
        }
    }

    private record Guard(Monitor told, FolderLock lock) implements Monitor {
        @Override
        public void phase(String name, long total, String unit) {
            lock.requireHeld();
            told.phase(name, total, unit);
        }

        @Override
        public void phase(String name, long total, String unit, long done) {
            lock.requireHeld();
            told.phase(name, total, unit, done);
        }

        @Override
        public void at(long done, String note) {
            lock.requireHeld();
            told.at(done, note);
        }

        @Override
        public void warn(String message) {
            told.warn(message);
        }

        @Override
        public void note(String message) {
            told.note(message);
        }
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try {
            if (lease != null) {
                lease.close();
            } else {
                // Deleted before the lock is released, or another process could lock the file.
                try (channel) {
                    Files.deleteIfExists(file);
                }
            }
        } finally {
            // Last, because Java throws if another thread asks for a lock that this process has.
            HELD.remove(place);
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
