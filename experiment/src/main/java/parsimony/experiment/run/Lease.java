package parsimony.experiment.run;

import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import parsimony.signals.InputException;

/**
 * A claim on a file where the file system has no locks. The file says who has the claim, and its
 * owner touches it again and again. A file that was not touched for long is that of a process that
 * was killed, and another process takes it over. The owner may also have been suspended: once it
 * wakes, it sees that the file is another's, and its claim is {@linkplain #held lost}.
 *
 * <p>Times are those of the file system and not of this machine, whose clock may differ: the age of
 * a file is counted from the time stamp of another that was just written beside it.
 */
final class Lease {
    /** Seconds without a touch after which a claim is void, if the user does not say. */
    static final Duration USUAL = Duration.ofMinutes(5);
    /** Bytes of a lease, at most. */
    private static final int LONGEST = 1000;
    /** How often, in that time, the owner touches the file. */
    private static final int TOUCHES = 5;

    /** What stands in a file between its owner and the number of the claim. */
    private static final String MARK = ", lease ";

    /** Touches the files of all claims. */
    private static final ScheduledExecutorService CLOCK =
            Executors.newSingleThreadScheduledExecutor(work -> {
                Thread thread = new Thread(work, "leases");
                thread.setDaemon(true);
                return thread;
            });

    private final String text;
    private final Duration stale;
    private final ScheduledFuture<?> touching;
    private Path file;
    private boolean lost;
    /** When the file was last seen to be ours, by the clock that goes on while we are suspended. */
    private long seen;

    private Lease(Path file, String text, Duration stale) {
        this.file = file;
        this.text = text;
        this.stale = stale;
        seen = System.currentTimeMillis();
        long pause = stale.toMillis() / TOUCHES;
        touching = CLOCK.scheduleWithFixedDelay(this::touchIfPossible, pause, pause,
                TimeUnit.MILLISECONDS);
    }

    /**
     * How long a claim stays valid without a touch.
     *
     * @param seconds as the user says it; null if not said
     * @throws InputException if it is not a whole number above 0
     */
    static Duration stale(String seconds) {
        if (seconds == null) {
            return USUAL;
        }
        if (!seconds.matches("[1-9]\\d{0,5}")) {
            throw new InputException("PARSIMONY_LEASE", seconds,
                    "must be a whole number of seconds from 1 on");
        }
        return Duration.ofSeconds(Long.parseLong(seconds));
    }

    /**
     * Claims a file.
     *
     * @param stale time without a touch after which a claim is void, the same for all processes
     * @return null if another process has a valid claim
     */
    static Lease take(Path file, Duration stale) throws IOException {
        String id = UUID.randomUUID().toString();
        Path beside = file.resolveSibling(file.getFileName() + "-" + id);
        while (true) {
            try {
                String text = FolderLock.owner() + MARK + id;
                create(file, text); // of two processes only one can
                return new Lease(file, text, stale);
            } catch (FileAlreadyExistsException e) {
                String former = read(file);
                if (former == null) {
                    continue; // it was given back just now
                }
                if (age(file, beside).compareTo(stale) < 0 || !former.equals(read(file))) {
                    return null;
                }
                if (!moved(file, beside)) {
                    continue; // another process has moved it just now
                }
                boolean right = former.equals(read(beside));
                if (!right) {
                    putBack(beside, file); // it was taken over in the meantime
                }
                Files.deleteIfExists(beside);
                if (!right) {
                    return null;
                }
            }
        }
    }

    /** Whether an open file is a lease, and not one that is locked by the system. */
    static boolean is(FileChannel file) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(LONGEST);
        file.read(bytes, 0);
        return owner(new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8))
                .isPresent();
    }

    /** Whose lease a text is; empty if it is none. */
    static Optional<String> owner(String text) {
        int end = text.indexOf(MARK);
        return end < 0 ? Optional.empty() : Optional.of(text.substring(0, end));
    }

    private static boolean moved(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private static void putBack(Path from, Path to) throws IOException {
        try {
            Files.move(from, to);
        } catch (FileAlreadyExistsException e) {
            // a third process has claimed it; whose claim this was will see that it is lost
        }
    }

    /** How long ago a file was written, by the clock of its file system. */
    private static Duration age(Path file, Path beside) throws IOException {
        write(beside, "now");
        try {
            return Duration.between(Files.getLastModifiedTime(file).toInstant(),
                    Files.getLastModifiedTime(beside).toInstant());
        } catch (NoSuchFileException e) {
            return Duration.ZERO; // given back just now; the next look will take it
        } finally {
            Files.deleteIfExists(beside);
        }
    }

    /** The file moved with its folder. */
    synchronized void follow(Path moved) {
        file = moved;
    }

    /**
     * Whether the claim is still ours. After a pause it looks, because the process may have been
     * suspended.
     *
     * @throws UncheckedIOException if the file cannot be read or written
     */
    synchronized boolean held() {
        if (!lost && System.currentTimeMillis() - seen > 2 * stale.toMillis() / TOUCHES) {
            try {
                touchEvenIfInterrupted();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return !lost;
    }

    private synchronized void touchIfPossible() {
        try {
            touch();
        } catch (IOException e) {
            // The server may be away for a while. Whoever needs the claim asks held().
        }
    }

    /** An interrupted thread, too, must know whether it may still write its last checkpoint. */
    private void touchEvenIfInterrupted() throws IOException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    touch();
                    return;
                } catch (ClosedByInterruptException e) {
                    interrupted |= Thread.interrupted();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Writes the same once more, if it is still there. */
    private synchronized void touch() throws IOException {
        if (lost) {
            return;
        }
        // An opened file stays the same one, even if another takes its name.
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            lost = !text.equals(read(file));
            if (!lost) {
                channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
                lost = !text.equals(read(file));
            }
        } catch (NoSuchFileException e) {
            lost = true;
        }
        seen = System.currentTimeMillis();
    }

    /** Gives the claim back. */
    void close() throws IOException {
        touching.cancel(false);
        synchronized (this) {
            if (!lost && text.equals(read(file))) {
                Files.deleteIfExists(file);
            }
            lost = true;
        }
    }

    /** The content of a file; null if it is not there. */
    static String read(Path file) throws IOException {
        while (true) {
            // not a channel: an interrupt of the thread would close it
            try (FileInputStream in = new FileInputStream(file.toFile())) {
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            } catch (FileNotFoundException e) {
                if (!Files.exists(file)) {
                    return null;
                }
                if (!Files.isReadable(file)) {
                    throw e;
                }
                // It was not there, and now it is.
            }
        }
    }

    private static void create(Path file, String text) throws IOException {
        // Opened once: after a pause, the name may be that of another's file.
        try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW)) {
            try {
                out.write(text.getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                Files.deleteIfExists(file);
                throw e;
            }
        }
    }

    private static void write(Path file, String text) throws IOException {
        try (OutputStream out = new FileOutputStream(file.toFile())) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
    }
}
