package dev.playhead.settings;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Owns the grammar of addresses in settings: {@code host:port}, a host alone, and URLs with such an address. Each refusal
 * names the setting, the fault and an example. Immutable; any thread.
 */
public record Address(String host, int port) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9._-]*[A-Za-z0-9_.])?");
    private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*(%[A-Za-z0-9._~-]+)?");
    private static final Pattern DOTTED_NUMBERS = Pattern.compile("[0-9]+(\\.[0-9]+)*");
    private static final Pattern IPV4 =
            Pattern.compile("((25[0-5]|2[0-4]\\d|1?\\d?\\d)\\.){3}(25[0-5]|2[0-4]\\d|1?\\d?\\d)");
    private static final Pattern PORT = Pattern.compile("[0-9]{1,5}");
    private static final int HIGHEST = 65_535;

    /** Reads {@code host:port}. */
    public static Address of(String key, String text) {
        return read(new Form(key, "host:port", "localhost:9092"), text.strip(), Optional.empty());
    }

    /** Reads {@code host} or {@code host:port}. */
    public static Address of(String key, String text, int defaultPort) {
        return read(new Form(key, "host:port", "localhost:" + defaultPort), text.strip(), Optional.of(defaultPort));
    }

    /** Refuses a text that is not a host alone. */
    public static void requireHost(String key, String text) {
        Form form = new Form(key, "a host name or an IP address", "127.0.0.1");
        if (IPV6.matcher(text).matches() && text.indexOf(':') != text.lastIndexOf(':')) {
            return;
        }
        int colon = text.lastIndexOf(':');
        if (colon >= 0 && !text.endsWith("]")) {
            throw form.refusal(
                    text, text.contains("://") ? "has a scheme" : "has a port, but the port has its own setting");
        }
        requireHost(
                form, text, text.startsWith("[") && text.endsWith("]") ? text.substring(1, text.length() - 1) : text);
    }

    /**
     * Reads the address of a URL. No message shows user and password.
     *
     * @param example a URL that the setting takes
     */
    public static Address ofUrl(String key, String url, List<String> schemes, String example, int defaultPort) {
        Form form = new Form(key, "a URL", example);
        int colon = url.indexOf("://");
        String scheme = colon < 0 ? "" : url.substring(0, colon);
        if (!schemes.contains(scheme)) {
            String others = String.join(
                    " or ", schemes.stream().map(each -> each + "://").toList());
            throw form.refusal(withoutUser(url), "does not begin with " + others);
        }
        String rest = url.substring(colon + 3);
        String authority = rest.split("[/?#]", 2)[0];
        if (rest.lastIndexOf('@') > authority.length()) {
            throw unencoded(form, url);
        }
        Address address = read(form, authority.substring(authority.lastIndexOf('@') + 1), Optional.of(defaultPort));
        if (!isUrlOf(url, address)) {
            throw unencoded(form, url);
        }
        return address;
    }

    private static IllegalArgumentException unencoded(Form form, String url) {
        return form.refusal(
                withoutUser(url), "has a character that a URL must encode, such as %40 for @ in a password");
    }

    /** Clients that take the host from {@link URI} get none when it has an underscore. */
    private static boolean isUrlOf(String url, Address address) {
        try {
            URI uri = new URI(url);
            return uri.getHost() != null
                    && uri.getHost().replaceAll("[\\[\\]]", "").equals(address.host());
        } catch (URISyntaxException malformed) {
            return false;
        }
    }

    private static String withoutUser(String url) {
        int at = url.lastIndexOf('@');
        int scheme = url.indexOf("://");
        return at < 0 ? url : (scheme < 0 ? "" : url.substring(0, scheme + 3)) + "…" + url.substring(at);
    }

    private static Address read(Form form, String text, Optional<Integer> defaultPort) {
        if (text.isEmpty()) {
            throw form.refusal(text, "is empty");
        }
        if (text.contains("://") || text.contains("/") || text.contains("@")) {
            throw form.refusal(text, "has more than host and port");
        }
        boolean bracketed = text.startsWith("[");
        int colon = text.lastIndexOf(':');
        if (!bracketed && colon != text.indexOf(':')) {
            throw form.refusal(
                    text, "has several colons; an IPv6 address needs brackets: [::1]:" + defaultPort.orElse(9092));
        }
        boolean withPort = bracketed ? colon > text.lastIndexOf(']') : colon >= 0;
        String host = withPort ? text.substring(0, colon) : text;
        if (!withPort && defaultPort.isEmpty()) {
            throw form.refusal(text, "has no port");
        }
        int port = withPort ? port(form, text, text.substring(colon + 1)) : defaultPort.orElseThrow();
        if (bracketed) {
            host = host.endsWith("]") ? host.substring(1, host.length() - 1) : "";
            if (!IPV6.matcher(host).matches()) {
                throw form.refusal(text, "has no IPv6 address in its brackets");
            }
            return new Address(host, port);
        }
        requireHost(form, text, host);
        return new Address(host, port);
    }

    private static int port(Form form, String text, String digits) {
        if (digits.isEmpty()) {
            throw form.refusal(text, "has no port after its colon");
        }
        if (!PORT.matcher(digits).matches() || Integer.parseInt(digits) < 1 || Integer.parseInt(digits) > HIGHEST) {
            throw form.refusal(text, "has the port " + digits + ", and a port is 1 to " + HIGHEST);
        }
        return Integer.parseInt(digits);
    }

    private static void requireHost(Form form, String text, String host) {
        if (host.isEmpty()) {
            throw form.refusal(text, "has no host");
        }
        boolean isName = NAME.matcher(host).matches()
                && (!DOTTED_NUMBERS.matcher(host).matches()
                        || IPV4.matcher(host).matches());
        if (!isName && !IPV6.matcher(host).matches()) {
            throw form.refusal(text, "has no valid host");
        }
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    private record Form(String key, String takes, String example) {
        IllegalArgumentException refusal(String text, String fault) {
            return new IllegalArgumentException(
                    key + " takes " + takes + ", such as " + example + ", but \"" + text + "\" " + fault);
        }
    }
}
