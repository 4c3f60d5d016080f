package parsimony.data.download;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import parsimony.signals.InputException;
import parsimony.signals.Monitor;

/** Against a server on this machine. Each test says what the server does with each connection. */
@Timeout(30)
class DownloadTest {
    private static final byte[] CONTENT = new byte[100_000];
    private static final Download.Settings HASTY =
            new Download.Settings(Duration.ofMillis(300), 3, Duration.ofMillis(1));

    static {
        new Random(1).nextBytes(CONTENT);
    }

    @TempDir
    Path folder;
    private ServerSocket socket;
    private final Queue<Answer> script = new ConcurrentLinkedQueue<>();
    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());

    /** What the server does with one connection. */
    private interface Answer {
        void to(OutputStream out) throws IOException, InterruptedException;
    }

    @BeforeEach
    void serve() throws IOException {
        socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start(() -> {
            while (true) {
                Socket connection = socket.accept();
                start(() -> answer(connection));
            }
        });
    }

    /** A thread that ends when the client hangs up or the test is over. */
    private static void start(Callable<?> work) {
        Thread thread = new Thread(() -> {
            try {
                work.call();
            } catch (Exception e) {
                Thread.currentThread().interrupt();
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private Void answer(Socket connection) throws IOException, InterruptedException {
        try (connection) {
            BufferedReader in = new BufferedReader(
                    new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8));
            String range = "whole";
            for (String line = in.readLine(); line != null && !line.isEmpty();
                    line = in.readLine()) {
                range = line.startsWith("Range: ") ? line.substring(7) : range;
            }
            requests.add(range);
            Answer answer = script.poll();
            if (answer != null) {
                answer.to(connection.getOutputStream());
            }
        }
        return null;
    }

    @AfterEach
    void close() throws IOException {
        socket.close();
    }

    private void script(Answer... answers) {
        script.addAll(Arrays.asList(answers));
    }

    private static void head(OutputStream out, String status, String... headers)
            throws IOException {
        out.write(("HTTP/1.1 " + status + "\r\nConnection: close\r\n" + String.join("\r\n", headers)
                + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    }

    /** Sends part of the requested content, and then nothing more. */
    private static Answer whole(int sent) {
        return out -> {
            head(out, "200 OK", "Content-Length: " + CONTENT.length);
            out.write(CONTENT, 0, sent);
        };
    }

    private static Answer from(int start, int sent) {
        return out -> {
            head(out, "206 Partial Content", "Content-Length: " + (CONTENT.length - start),
                    "Content-Range: bytes " + start + "-" + (CONTENT.length - 1) + "/"
                            + CONTENT.length);
            out.write(CONTENT, start, sent);
        };
    }

    private RemoteFile file(long size, String sha256) {
        return new RemoteFile(URI.create("http://localhost:" + socket.getLocalPort() + "/a.bin"),
                "a.bin", size, sha256);
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    private RemoteFile known() throws Exception {
        return file(CONTENT.length, sha256(CONTENT));
    }

    private void fetch(RemoteFile file) {
        new Download(HASTY, Monitor.SILENT, Map.of()).fetch(List.of(file), folder);
    }

    private String refusal(RemoteFile file) {
        String message = assertThrows(InputException.class, () -> fetch(file)).getMessage();
        assertFalse(Files.exists(folder.resolve("a.bin")), message);
        return message;
    }

    private void assertWhole() throws IOException {
        assertArrayEquals(CONTENT, Files.readAllBytes(folder.resolve("a.bin")));
        assertFalse(Files.exists(folder.resolve("a.bin.part")));
    }

    @Test
    void fetchesAFileOnceOnly() throws Exception {
        script(whole(CONTENT.length));
        fetch(known());
        fetch(known());
        assertWhole();
        assertEquals(List.of("whole"), requests);
    }

    @Test
    void goesOnWhereABrokenTransferEnded() throws Exception {
        script(whole(30_000), from(30_000, 20_000), from(50_000, 50_000));
        fetch(known());
        assertWhole();
        assertEquals(List.of("whole", "bytes=30000-", "bytes=50000-"), requests);
    }

    @Test
    void goesOnWhereAnEarlierRunEnded() throws Exception {
        Files.write(folder.resolve("a.bin.part"), Arrays.copyOf(CONTENT, 10_000));
        script(from(10_000, 90_000));
        fetch(known());
        assertWhole();
    }

    @Test
    void startsOverWhenTheServerKnowsNoRanges() throws Exception {
        Files.write(folder.resolve("a.bin.part"), new byte[10_000]);
        script(whole(CONTENT.length));
        fetch(known());
        assertWhole();
    }

    @Test
    void startsOverWhenWhatWasThereBelongsToAnotherFile() throws Exception {
        Files.write(folder.resolve("a.bin.part"), new byte[10_000]);
        script(from(10_000, 90_000), whole(CONTENT.length));
        fetch(known());
        assertWhole();
    }

    @Test
    void doesNotWaitForAServerThatStalls() throws Exception {
        Answer stall = out -> {
            whole(40_000).to(out);
            Thread.sleep(2_000);
        };
        script(stall, from(40_000, 60_000));
        fetch(known());
        assertWhole();
    }

    @Test
    void givesUpWhenNothingComesAnyMoreAndKeepsWhatCame() throws Exception {
        Answer silence = out -> head(out, "503 Service Unavailable", "Content-Length: 0");
        script(whole(30_000), silence, silence, silence);
        assertTrue(refusal(known()).contains("the server answers 503, 3 times in a row"));
        assertEquals(30_000, Files.size(folder.resolve("a.bin.part")));
    }

    @Test
    void refusesAnotherFileThanExpected() throws Exception {
        byte[] other = CONTENT.clone();
        other[77] ^= 1;
        script(out -> {
            head(out, "200 OK", "Content-Length: " + other.length);
            out.write(other);
        });
        assertTrue(refusal(known()).contains("its SHA-256 is " + sha256(other)));
        assertFalse(Files.exists(folder.resolve("a.bin.part")));
    }

    @Test
    void refusesAServerThatLiesAboutTheSize() throws Exception {
        script(out -> head(out, "200 OK", "Content-Length: 5"));
        assertTrue(refusal(known()).contains("the server offers 5 bytes; 100000 are expected"));
    }

    @Test
    void refusesMoreThanTheFileCanHold() throws Exception {
        script(out -> {
            head(out, "200 OK"); // no length: the body ends with the connection
            out.write(CONTENT);
            out.write(CONTENT);
        });
        assertTrue(refusal(known()).contains("sends more than the 100000 bytes"));
    }

    @Test
    void refusesARangeThatWasNotAskedFor() throws Exception {
        Files.write(folder.resolve("a.bin.part"), Arrays.copyOf(CONTENT, 10_000));
        script(from(20_000, 80_000));
        assertTrue(refusal(known())
                .contains("was asked to go on from byte 10000 and answers with 'bytes 20000-"));
    }

    @Test
    void saysThatAFileIsNotThere() throws Exception {
        script(out -> head(out, "404 Not Found", "Content-Length: 0"));
        assertTrue(refusal(known()).contains("the server answers 404, not found"));
        socket.close();
        assertTrue(refusal(known()).contains("no answer"));
    }

    @Test
    void doesNotReplaceAFileThatIsSomethingElse() throws Exception {
        Files.writeString(folder.resolve("a.bin"), "mine");
        String message = assertThrows(InputException.class, () -> fetch(known())).getMessage();
        assertTrue(message.contains("is there already, but it has 4 bytes"), message);
        assertEquals("mine", Files.readString(folder.resolve("a.bin")));
    }

    @Test
    void stopsWhenInterruptedAndKeepsWhatCame() throws Exception {
        Thread here = Thread.currentThread();
        script(out -> {
            whole(40_000).to(out);
            Thread.sleep(100);
            here.interrupt();
            Thread.sleep(2_000);
        });
        Download patient = new Download(new Download.Settings(Duration.ofSeconds(20), 1,
                Duration.ZERO), Monitor.SILENT,
                Map.of());
        assertThrows(CancellationException.class, () -> patient.fetch(List.of(known()), folder));
        assertEquals(40_000, Files.size(folder.resolve("a.bin.part")));
    }

    @Test
    void everyDatasetHasFilesOfPlainNamesAndAWayToOpenIt() {
        for (Dataset dataset : Dataset.values()) {
            assertEquals(dataset, Dataset.of(dataset.toString()));
            assertFalse(dataset.files().isEmpty());
            assertTrue(dataset.dataIn("there").contains("there"));
        }
        assertEquals("mnist:there", Dataset.of("mnist").dataIn("there"));
        assertThrows(IllegalArgumentException.class, () -> Dataset.of("imagenet"));
    }

    private Path archive(String... names) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(bytes))) {
            for (String name : names) {
                TarArchiveEntry entry = new TarArchiveEntry(name, true);
                entry.setSize(name.length());
                tar.putArchiveEntry(entry);
                tar.write(name.getBytes(StandardCharsets.US_ASCII));
                tar.closeArchiveEntry();
            }
        }
        return Files.write(folder.resolve("a.tgz"), bytes.toByteArray());
    }

    @Test
    void unpacksPhotographsOnlyAndOnlyWhereTheyBelong() throws Exception {
        Path out = folder.resolve("out");
        Path whole = archive("BSR/BSDS500/data/images/train/1.jpg",
                "BSR/BSDS500/data/images/train/Thumbs.db",
                "BSR/truth/1.mat", "BSR/bench/data/images/1.jpg");
        PhotographArchive.unpack(whole, out, Monitor.SILENT);
        assertEquals("BSR/BSDS500/data/images/train/1.jpg",
                Files.readString(out.resolve("train/1.jpg")));
        assertFalse(Files.exists(out.resolve("train/Thumbs.db")));
        assertFalse(Files.exists(out.resolve("1.jpg")), "a copy for the benchmark");
        Path climbing = archive("BSR/images/../../../1.jpg");
        assertTrue(assertThrows(InputException.class,
                () -> PhotographArchive.unpack(climbing, out, Monitor.SILENT)).getMessage()
                .contains("leads out of it"));
        assertFalse(Files.exists(folder.resolve("1.jpg")));
        Path text = Files.writeString(folder.resolve("a.tgz"), "not an archive");
        assertTrue(assertThrows(InputException.class,
                () -> PhotographArchive.unpack(text, out, Monitor.SILENT)).getMessage()
                .contains("is not a .tar.gz archive"));
    }
}
