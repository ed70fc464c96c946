package dev.playhead.access;

import dev.playhead.settings.Setting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Where the edges listen and whom they let in: elsewhere than on loopback only with tokens, or expressly without. */
public record AccessSettings(
        @Setting(key = "http.host", defaultValue = "127.0.0.1", meaning = "Address of HTTP and WebSockets")
        String httpHost,

        @Setting(key = "tcp.host", defaultValue = "127.0.0.1", meaning = "Address of the line edge")
        String tcpHost,

        @Setting(
                key = "management.host",
                defaultValue = "127.0.0.1",
                meaning = "Address of health and metrics, which need no token")
        String managementHost,

        @Setting(
                key = "auth.tokens",
                meaning = "File of bearer tokens, a line name:sha256 each; given: every request needs one of them")
        Optional<Path> tokens,

        @Setting(
                key = "auth.refresh",
                defaultValue = "1s",
                least = "1ms",
                most = "1d",
                meaning = "How often the file of bearer tokens is looked at for changes")
        Duration tokensRefresh,

        @Setting(
                key = "http.insecure",
                defaultValue = "false",
                meaning = "Whether to listen elsewhere than on loopback without tokens")
        boolean insecure,

        @Setting(
                key = "http.hosts",
                meaning = "Names, with or without port, that a request's Host may say besides addresses and localhost; "
                        + "*: any")
        List<String> hosts,

        @Setting(
                key = "http.origins",
                meaning = "Origins of web pages that may connect, as https://app.example.com, besides the node's own; "
                        + "*: any")
        List<String> origins) {

    public AccessSettings {
        hosts = List.copyOf(hosts);
        origins = List.copyOf(origins);
        if (tokens.isEmpty() && !insecure) {
            refuseOpen("http.host", httpHost);
            refuseOpen("tcp.host", tcpHost);
            refuseOpen("management.host", managementHost);
        }
        origins.stream()
                .filter(origin -> !origin.equals("*") && !origin.matches("[a-z][a-z0-9+.-]*://[^/]+"))
                .findFirst()
                .ifPresent(origin -> {
                    throw new IllegalArgumentException(
                            "http.origins takes origins as https://app.example.com, or *, but has " + origin);
                });
    }

    /** Whether only this machine can come to HTTP. */
    boolean httpOnLoopback() {
        return HostName.isLoopback(httpHost);
    }

    Stream<String> namedHosts() {
        return Stream.concat(Stream.of(httpHost), hosts.stream());
    }

    private static void refuseOpen(String key, String host) {
        if (!HostName.isLoopback(host)) {
            throw new IllegalArgumentException(
                    key + " is " + host + ", which others can reach: give auth.tokens, or say "
                            + "http.insecure=true if everybody who reaches it may do everything");
        }
    }
}
