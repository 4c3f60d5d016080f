package parsimony.data.download;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Flow;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import parsimony.data.FileFault;
import parsimony.signals.InputException;
import parsimony.signals.Monitor;
import parsimony.signals.Stop;

/**
 * Fetches files over HTTP. Bytes that arrive go into {@code NAME.part}. A broken transfer continues
 * from there, in the same run or a later one. A file gets its own name only when it is complete and
 * its size and checksum are right.
 */
public final class Download {
    private static final Pattern CONTENT_RANGE = Pattern.compile("bytes (\\d+)-\\d+/(\\d+)");
    private static final int OK = 200;
    private static final int PARTIAL = 206;
    private static final int PROXY_AUTHENTICATION_REQUIRED = 407;
    private static final int RANGE_NOT_SATISFIABLE = 416;

    /**
     * How patient a download is.
     *
     * @param stall the longest wait for an answer or for the next byte before a new attempt, ≥ 1 ms
     * @param attempts the number of attempts in a row without a new byte after which to give up, ≥
     *     1
     * @param pause the pause between attempts, ≥ 0
     */
    public record Settings(Duration stall, int attempts, Duration pause) {
        /** Settings for distant servers: a wait of 30 s, 5 attempts, a pause of 2 s. */
        public static final Settings DEFAULT =
                new Settings(Duration.ofSeconds(30), 5, Duration.ofSeconds(2));

        /**
         * Checks the values.
         *
         * @throws IllegalArgumentException if a value is out of its range
         */
        public Settings {
            if (stall.toMillis() < 1 || attempts < 1 || pause.isNegative()) {
                throw new IllegalArgumentException(
                        "download: stall must be above 0 and attempts at least 1, got "
                                + stall + " and " + attempts);
            }
        }
    }

    static {
        // Every https transfer goes through a tunnel of the proxy. By default Java gives no tunnel
        // a password; this property permits it, if it is set before the HTTP client is loaded.
        String disabled = "jdk.http.auth.tunneling.disabledSchemes";
        System.setProperty(disabled, System.getProperty(disabled, ""));
    }

    private final EnvironmentProxies proxies;
    private final HttpClient client;
    private final Settings settings;
    private final Monitor monitor;

    /**
     * Downloads through the proxies that the environment names, if any.
     *
     * @param settings how patient it is
     * @param monitor is told how many bytes have arrived
     */
    public Download(Settings settings, Monitor monitor) {
        this(settings, monitor, System.getenv());
    }

    Download(Settings settings, Monitor monitor, Map<String, String> environment) {
        this.proxies = new EnvironmentProxies(environment, ProxySelector.getDefault());
        this.client = HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL)
                .proxy(proxies).connectTimeout(settings.stall()).build();
        this.settings = settings;
        this.monitor = monitor;
    }

    /**
     * Fetches a dataset, and unpacks an archive that no source of images reads.
     *
     * @param dataset what to fetch
     * @param folder receives the files; it is made if it does not exist
     * @throws InputException as {@link #fetch(List, Path)} does
     * @throws CancellationException as {@link #fetch(List, Path)} does
     */
    public void fetch(Dataset dataset, Path folder) {
        fetch(dataset.files(), folder);
        if (dataset == Dataset.BSDS500) {
            PhotographArchive.unpack(folder.resolve(dataset.files().get(0).name()),
                    folder.resolve("images"), monitor);
        }
    }

    /**
     * Fetches files one after another. A file that is there already, with the right size and
     * checksum, is not fetched again.
     *
     * @param files what to fetch
     * @param folder receives the files; it is made if it does not exist
     * @throws InputException if a file cannot be fetched, or its size or checksum is wrong; the
     *     files before it stay
     * @throws CancellationException if the thread is interrupted; the bytes that have arrived stay
     *     for the next run
     */
    public void fetch(List<RemoteFile> files, Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw FileFault.of(folder, e);
        }
        try {
            for (RemoteFile file : files) {
                fetch(file, folder);
            }
        } catch (InterruptedException e) {
            throw Stop.asked("download stopped", e);
        }
    }

    private void fetch(RemoteFile file, Path folder) throws InterruptedException {
        Path target = folder.resolve(file.name());
        Path part = folder.resolve(file.name() + ".part");
        try {
            if (Files.exists(target)) {
                String wrong = whatIsWrong(file, target);
                if (wrong != null) {
                    throw new InputException(target + ": is there already, but " + wrong
                            + "; move it away to fetch it anew");
                }
                return;
            }
            boolean resumed = Files.exists(part);
            receive(file, part);
            String wrong = whatIsWrong(file, part);
            if (wrong != null && resumed) { // its beginning may be from another version of the file
                Files.delete(part);
                receive(file, part);
                wrong = whatIsWrong(file, part);
            }
            if (wrong != null) {
                Files.delete(part);
                throw new InputException(
                        file.uri() + ": what arrived is not the file expected: " + wrong);
            }
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw FileFault.of(target, e);
        }
    }

    /** Says what is wrong with a file's size or checksum; null if both are right, or unknown. */
    private static String whatIsWrong(RemoteFile file, Path path) throws IOException {
        long size = Files.size(path);
        if (file.size() != RemoteFile.UNKNOWN && size != file.size()) {
            return "it has " + size + " bytes, not " + file.size();
        }
        if (file.sha256().isEmpty()) {
            return null;
        }
        String sum = sha256(path);
        return sum.equals(file.sha256()) ? null
                : "its SHA-256 is " + sum + ", not " + file.sha256();
    }

    private static String sha256(Path path) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            try (InputStream in = new DigestInputStream(Files.newInputStream(path), digest)) {
                in.transferTo(OutputStream.nullOutputStream());
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /**
     * Repeats the transfer until the file is complete, or too many attempts in a row bring no byte.
     */
    private void receive(RemoteFile file, Path part) throws InterruptedException, IOException {
        int fruitless = 0;
        while (true) {
            long before = Files.exists(part) ? Files.size(part) : 0;
            try {
                attempt(file, part, before);
                return;
            } catch (BrokenTransfer e) {
                fruitless = Files.exists(part) && Files.size(part) > before ? 0 : fruitless + 1;
                if (fruitless >= settings.attempts()) {
                    throw new InputException(file.uri() + ": " + e.getMessage() + ", " + fruitless
                            + " times in a row; try again later, what has arrived is kept", e);
                }
            }
            Thread.sleep(settings.pause().toMillis());
        }
    }

    /** A transfer failed, and another attempt may succeed. */
    private static final class BrokenTransfer extends Exception {
        BrokenTransfer(String message, Throwable cause) {
            super(message, cause);
        }
    }

    private void attempt(RemoteFile file, Path part, long have)
            throws BrokenTransfer, InterruptedException, IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(file.uri()).timeout(settings.stall());
        if (have > 0) {
            request.header("Range", "bytes=" + have + "-");
        }
        Optional<EnvironmentProxies.Entry> proxy = proxies.entry(file.uri());
        proxy.filter(entry -> !entry.login().isEmpty())
                .ifPresent(entry -> request.header("Proxy-Authorization", entry.login()));
        String by = proxy.map(entry -> " by way of the proxy " + entry).orElse("");
        HttpResponse<Flow.Publisher<List<ByteBuffer>>> response;
        try {
            response = client.send(request.build(), HttpResponse.BodyHandlers.ofPublisher());
        } catch (IOException e) {
            throw new BrokenTransfer("no answer" + by + " (" + describe(e) + ")", e);
        }
        if (response.statusCode() == PROXY_AUTHENTICATION_REQUIRED) {
            throw new InputException(file.uri() + ": the proxy wants another user and password" + by
                    + "; they go before its host, as in http://USER:PASSWORD@HOST:PORT");
        }
        try (Body body = new Body(response.body(), settings.stall())) {
            if (response.statusCode() == RANGE_NOT_SATISFIABLE && have > 0) {
                Files.delete(part);
                throw new BrokenTransfer("the server has no more than what has arrived", null);
            }
            requireSuccess(file, response);
            boolean goesOn = response.statusCode() == PARTIAL;
            long total = total(file, response, have);
            copy(body, part, goesOn ? have : 0, total, file);
        }
    }

    private static void requireSuccess(RemoteFile file, HttpResponse<?> response)
            throws BrokenTransfer {
        int status = response.statusCode();
        if (status >= 500 || status == 429 || status == 408) {
            throw new BrokenTransfer("the server answers " + status, null);
        }
        if (status != OK && status != PARTIAL) {
            throw new InputException(file.uri() + ": the server answers " + status
                    + (status == 404 ? ", not found" : ""));
        }
    }

    /**
     * The size of the whole file in bytes, as the server gives it, or {@link RemoteFile#UNKNOWN}.
     */
    private static long total(RemoteFile file, HttpResponse<?> response, long have)
            throws BrokenTransfer {
        long total =
                response.headers().firstValueAsLong("Content-Length").orElse(RemoteFile.UNKNOWN);
        if (response.statusCode() == PARTIAL) {
            Matcher range = CONTENT_RANGE
                    .matcher(response.headers().firstValue("Content-Range").orElse(""));
            if (!range.matches() || Long.parseLong(range.group(1)) != have) {
                throw new InputException(file.uri() + ": the server was asked to go on from byte "
                        + have + " and answers with '"
                        + response.headers().firstValue("Content-Range").orElse("no range")
                        + "'; delete the .part file to start over");
            }
            total = Long.parseLong(range.group(2));
        }
        if (file.size() != RemoteFile.UNKNOWN && total != RemoteFile.UNKNOWN
                && total != file.size()) {
            throw new InputException(file.uri() + ": the server offers " + total + " bytes; "
                    + file.size() + " are expected");
        }
        return total != RemoteFile.UNKNOWN ? total : file.size();
    }

    private void copy(Body body, Path part, long start, long total, RemoteFile file)
            throws IOException, BrokenTransfer, InterruptedException {
        monitor.phase("Downloading " + file.name(), total, "bytes");
        long have = start;
        try (FileOutputStream out = new FileOutputStream(part.toFile(), start > 0)) {
            for (ByteBuffer bytes = next(body); bytes != null; bytes = next(body)) {
                have += bytes.remaining();
                if (total != RemoteFile.UNKNOWN && have > total) {
                    throw new InputException(file.uri() + ": the server sends more than the "
                            + total + " bytes it should");
                }
                byte[] copy = new byte[bytes.remaining()];
                bytes.get(copy);
                out.write(copy);
                monitor.at(have);
            }
        }
        if (total != RemoteFile.UNKNOWN && have < total) {
            throw new BrokenTransfer("the transfer ended after " + have + " of " + total + " bytes",
                    null);
        }
    }

    private static ByteBuffer next(Body body) throws BrokenTransfer, InterruptedException {
        try {
            return body.next();
        } catch (IOException e) {
            throw new BrokenTransfer("the transfer broke (" + describe(e) + ")", e);
        }
    }

    private static String describe(IOException e) {
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message.toLowerCase(Locale.ROOT);
    }
}
