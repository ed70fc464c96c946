package dev.playhead.access;

import java.util.Locale;
import java.util.regex.Pattern;

/** The name in a Host header, an origin or a setting: a host and perhaps a port, as text; never resolved. */
record HostName(String host, String port) {
    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
    private static final Pattern IPV6 = Pattern.compile("\\[[0-9a-f:.]+(%[0-9a-z._~-]+)?\\]");

    /** {@code [::1]:8080} is {@code [::1]} and {@code 8080}; without a port it is empty. */
    static HostName of(String authority) {
        String text = authority.toLowerCase(Locale.ROOT);
        int colon = text.lastIndexOf(':');
        return colon < 0 || text.endsWith("]")
                ? new HostName(text, "")
                : new HostName(text.substring(0, colon), text.substring(colon + 1));
    }

    static boolean isLoopback(String address) {
        String text = address.toLowerCase(Locale.ROOT);
        return text.equals("::1") || new HostName(text, "").isLoopback();
    }

    boolean isLoopback() {
        return host.equals("localhost") || host.equals("[::1]") || (host.startsWith("127.") && isAddress());
    }

    /**
     * Returns whether the host is an address; rebinding a DNS name (DNS rebinding) cannot lead a client to an address.
     */
    boolean isAddress() {
        return IPV4.matcher(host).matches() || IPV6.matcher(host).matches();
    }
}
