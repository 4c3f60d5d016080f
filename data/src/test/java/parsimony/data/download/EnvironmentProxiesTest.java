package parsimony.data.download;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import parsimony.signals.InputException;
import parsimony.signals.Monitor;

/** With a proxy on this machine. No request leaves it, because no server has these names. */
@Timeout(30)
class EnvironmentProxiesTest {
    private static final Download.Settings HASTY = new Download.Settings(Duration.ofMillis(2000), 1,
            Duration.ofMillis(1));
    private static final byte[] CONTENT = "content".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    private Path folder;
    private ServerSocket socket;
    private String answer = "HTTP/1.1 200 OK\r\nContent-Length: 7\r\nConnection: "
            + "close\r\n\r\ncontent";
    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());

    @BeforeEach
    void proxy() throws IOException {
        socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread server = new Thread(() -> {
            while (true) {
                try (Socket connection = socket.accept()) {
                    BufferedReader in = new BufferedReader(
                            new InputStreamReader(connection.getInputStream(),
                                    StandardCharsets.UTF_8));
                    String login = "";
                    String first = in.readLine();
                    String line = in.readLine();
                    while (line != null && !line.isEmpty()) {
                        login = line.startsWith("Proxy-Authorization: ")
                                ? " with " + line.substring(21) : login;
                        line = in.readLine();
                    }
                    asked.add(first + login);
                    OutputStream out = connection.getOutputStream();
                    out.write(answer.getBytes(StandardCharsets.US_ASCII));
                } catch (IOException e) {
                    return; // the test is over
                }
            }
        });
        server.setDaemon(true);
        server.start();
    }

    @AfterEach
    void close() throws IOException {
        socket.close();
    }

    private String here() {
        return "127.0.0.1:" + socket.getLocalPort();
    }

    private void fetch(String uri, Map<String, String> environment) throws Exception {
        new Download(HASTY, Monitor.SILENT, environment)
                .fetch(List.of(new RemoteFile(URI.create(uri), "a", 7, "")), folder);
    }

    @Test
    void plainHttpIsAskedOfTheProxy() throws Exception {
        fetch("http://server.invalid/a", Map.of("HTTP_PROXY", "http://" + here()));
        assertEquals(List.of("GET http://server.invalid/a HTTP/1.1"), asked);
        assertArrayEquals(CONTENT, Files.readAllBytes(folder.resolve("a")));
    }

    @Test
    void httpsGoesThroughATunnelToWhichUserAndPasswordAreGiven() {
        answer = "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
        assertThrows(InputException.class, () -> fetch("https://server.invalid/a",
                Map.of("https_proxy", "http://user:p%40ss+word@" + here() + "/", "HTTPS_PROXY",
                        "http://127.0.0.1:1")));
        String login = Base64.getEncoder()
                .encodeToString("user:p@ss+word".getBytes(StandardCharsets.UTF_8));
        assertEquals(List.of("CONNECT server.invalid:443 HTTP/1.1 with Basic " + login), asked);
    }

    @Test
    void aProxyThatWantsAnotherPasswordOrIsNotThereIsNamedWithoutThePassword() throws Exception {
        answer = "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic "
                + "realm=\"x\"\r\nContent-Length: 0\r\n"
                + "Connection: close\r\n\r\n";
        for (String uri : new String[] {"http://server.invalid/a", "https://server.invalid/a"}) {
            String said = assertThrows(InputException.class,
                    () -> fetch(uri, Map.of("ALL_PROXY", "user:secret@" + here()))).getMessage();
            assertTrue(said.contains("the proxy wants another user and password by way of the "
                    + "proxy " + here() + " of ALL_PROXY"),
                    said);
            assertFalse(said.contains("secret"), said);
        }
        String nobody = "127.0.0.1:1"; // a port that another program would hardly open meanwhile
        String said = assertThrows(InputException.class, () -> fetch("https://server.invalid/a",
                Map.of("HTTPS_PROXY", "user:secret@" + nobody))).getMessage();
        assertTrue(said.contains("no answer by way of the proxy " + nobody + " of HTTPS_PROXY"),
                said);
        assertFalse(said.contains("secret"), said);
    }

    @Test
    void oneThatIsMalformedIsRefusedByNameBeforeAnyRequest() {
        for (String value : new String[] {"http://", "http://host:port", "host:99999", "host:0",
            "socks5://host:1080", "a b:3128",
            "https://host:443", "http://us%zer:x@host:80", "http://host:80/path"}) {
            String said = assertThrows(InputException.class,
                    () -> fetch("https://server.invalid/a", Map.of("HTTPS_PROXY", value)), value)
                    .getMessage();
            assertTrue(said.startsWith("HTTPS_PROXY: ")
                    && said.contains("it must be http://HOST:PORT"), said);
        }
        assertEquals(List.of(), asked);
    }

    @Test
    void noProxyNamesHostsAndDomains() throws Exception {
        assertEquals(true, proxied("http://www.example.org/",
                "example.com, .org.example localhost"));
        assertEquals(false, proxied("http://www.example.org/", "*"));
        assertEquals(false, proxied("http://www.example.org/", "localhost,example.org"));
        assertEquals(false, proxied("http://www.example.org/", ".Example.org"));
        assertEquals(false, proxied("http://www.EXAMPLE.org/", "*.example.org"));
        assertEquals(false, proxied("http://example.org/", ".example.org"));
        assertEquals(true, proxied("http://badexample.org/", "example.org"));
        assertEquals(true, proxied("http://example.org/", "www.example.org"));
        assertEquals(false, proxied("http://127.0.0.1/", "127.0.0.1"));
        assertEquals(false, proxied("http://example.org:8080/", "example.org:8080"));
        assertEquals(true, proxied("http://example.org:8080/", "example.org:80"));
        assertEquals(true, proxied("http://example.org/", ","));
    }

    private static boolean proxied(String uri, String exempt) {
        EnvironmentProxies proxies =
                new EnvironmentProxies(Map.of("http_proxy", "proxy.invalid:3128", "NO_PROXY",
                        exempt), null);
        boolean chosen = !proxies.select(URI.create(uri)).equals(List.of(Proxy.NO_PROXY));
        assertEquals(chosen, proxies.entry(URI.create(uri)).isPresent());
        return chosen;
    }

    @Test
    void withoutAVariableForTheSchemeThereIsNoProxy() throws Exception {
        EnvironmentProxies proxies =
                new EnvironmentProxies(Map.of("HTTP_PROXY", here(), "https_proxy", " "), null);
        assertEquals(List.of(Proxy.NO_PROXY),
                proxies.select(URI.create("https://server.invalid/a")));
        assertTrue(proxies.entry(URI.create("http://server.invalid/a")).isPresent());
    }
}
