package parsimony.data.download;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import parsimony.signals.InputException;

/**
 * The proxies that environment variables name, read as curl and most other programs do:
 * {@code https_proxy}, {@code http_proxy} and {@code all_proxy}, and {@code no_proxy} for hosts
 * that need no proxy; each may be in capitals. Java itself ignores these variables. Where none is
 * set, Java's own settings hold.
 */
final class EnvironmentProxies extends ProxySelector {
    private static final Pattern FORM = Pattern.compile(
            "(?:(?<scheme>[A-Za-z][A-Za-z0-9+.-]*)://)?(?:(?<user>[^@/]*)@)?"
                    + "(?<host>\\[[0-9A-Fa-f:.]+\\]|[A-Za-z0-9._-]+)(?::(?<port>\\d{1,5}))?/?");
    /** The port of a proxy whose address names none. */
    private static final int USUAL_PORT = 80;
    private static final int LAST_PORT = 65535;

    /**
     * @param variable the environment variable that names the proxy
     * @param login    user and password, encoded for HTTP's basic authentication; empty if none is
     *                 needed
     */
    record Entry(String variable, String host, int port, String login) {
        @Override
        public String toString() { // for messages, so it leaves the password out
            return host + ":" + port + " of " + variable;
        }
    }

    private final Map<String, String> environment;
    private final ProxySelector otherwise;

    /** @param otherwise chooses the proxy where the environment names none */
    EnvironmentProxies(Map<String, String> environment, ProxySelector otherwise) {
        this.environment = environment;
        this.otherwise = otherwise;
    }

    /**
     * The proxy for an address, if the environment names one.
     *
     * @throws InputException if it names one that cannot be used
     */
    Optional<Entry> entry(URI uri) {
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        Optional<String> variable = variable(scheme + "_proxy").or(() -> variable("all_proxy"));
        return variable.isEmpty() || isExempt(uri) ? Optional.empty()
                : Optional.of(parse(variable.get()));
    }

    /**
     * The spelling (small letters or capitals) in which a variable is set and not empty, if it is.
     */
    private Optional<String> variable(String name) {
        return Stream.of(name, name.toUpperCase(Locale.ROOT))
                .filter(form -> !environment.getOrDefault(form, "").isBlank()).findFirst();
    }

    private Entry parse(String variable) {
        Matcher form = FORM.matcher(environment.get(variable).strip());
        if (!form.matches()) {
            throw refused(variable, "is not the address of a proxy");
        }
        String scheme = form.group("scheme");
        if (scheme != null && !scheme.equalsIgnoreCase("http")) {
            throw refused(variable, "names a proxy of the kind " + scheme
                    + ", which is not known here");
        }
        int port = form.group("port") == null ? USUAL_PORT : Integer.parseInt(form.group("port"));
        if (port < 1 || port > LAST_PORT) {
            throw refused(variable, "names port " + port + ", which there cannot be");
        }
        return new Entry(variable, form.group("host").replaceAll("[\\[\\]]", ""), port,
                login(variable, form.group("user")));
    }

    private static String login(String variable, String user) {
        if (user == null) {
            return "";
        }
        try {
            String plain = URLDecoder.decode(user.replace("+", "%2B"), StandardCharsets.UTF_8);
            String both = user.contains(":") ? plain : plain + ":";
            return "Basic " + Base64.getEncoder()
                    .encodeToString(both.getBytes(StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            throw refused(variable, "has a % in its user or password that no two hexadecimal "
                    + "digits follow (write %25)");
        }
    }

    // The message leaves the value out, since it may hold a password.
    private static InputException refused(String variable, String why) {
        return new InputException(variable + ": " + why
                + "; it must be http://HOST:PORT or http://USER:PASSWORD@HOST:PORT");
    }

    /** Whether {@code no_proxy} names a host, a domain that it is in, or everything. */
    private boolean isExempt(URI uri) {
        String host = uri.getHost().toLowerCase(Locale.ROOT);
        int usual = uri.getScheme().equalsIgnoreCase("https") ? 443 : 80;
        int port = uri.getPort() < 0 ? usual : uri.getPort();
        return variable("no_proxy").map(environment::get).stream()
                .flatMap(all -> Stream.of(all.split("[\\s,]+")))
                .map(one -> one.toLowerCase(Locale.ROOT)).anyMatch(one -> covers(one, host, port));
    }

    private static boolean covers(String exempt, String host, int port) {
        String name = exempt.endsWith(":" + port) ? exempt.substring(0, exempt.lastIndexOf(':'))
                : exempt;
        String domain = name.replaceFirst("^\\*?\\.", "");
        return name.equals("*") || !domain.isEmpty() && (host.equals(domain) || host.endsWith("."
                + domain));
    }

    @Override
    public List<Proxy> select(URI uri) {
        Optional<Entry> entry = entry(uri);
        if (entry.isPresent()) {
            return List.of(new Proxy(Proxy.Type.HTTP,
                    InetSocketAddress.createUnresolved(entry.get().host(), entry.get().port())));
        }
        boolean exempt = variable("no_proxy").isPresent() && isExempt(uri);
        return exempt || otherwise == null ? List.of(Proxy.NO_PROXY) : otherwise.select(uri);
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException failure) {
        // The HTTP client reports the failure itself.
    }
}
