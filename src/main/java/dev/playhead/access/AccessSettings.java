package dev.playhead.access;

import dev.playhead.settings.Address;
import dev.playhead.settings.Setting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Sets the addresses of the edges and their access: another address than loopback needs tokens, or an explicit setting.
 */
public record AccessSettings(
        @Setting(key = "http.host", defaultValue = "127.0.0.1", meaning = "Bind address of HTTP and WebSockets")
        String httpHost,

        @Setting(key = "tcp.host", defaultValue = "127.0.0.1", meaning = "Bind address of the TCP line protocol")
        String tcpHost,

        @Setting(
                key = "management.host",
                defaultValue = "127.0.0.1",
                meaning = "Bind address of health and metrics; these endpoints need no token")
        String managementHost,

        @Setting(
                key = "auth.tokens",
                meaning = "File of bearer tokens, one name:sha256 per line; when set, every request needs a token")
        Optional<Path> tokens,

        @Setting(
                key = "auth.refresh",
                defaultValue = "1s",
                least = "1ms",
                most = "1d",
                meaning = "Interval between checks of the token file for changes")
        Duration tokensRefresh,

        @Setting(
                key = "http.insecure",
                defaultValue = "false",
                meaning = "Allows the node to listen on a non-loopback address without tokens")
        boolean insecure,

        @Setting(
                key = "http.hosts",
                meaning = "Accepted host names, with or without port, besides addresses and localhost; * accepts any")
        List<String> hosts,

        @Setting(
                key = "http.origins",
                meaning = "Origins of accepted web pages, such as https://app.example.com, besides the node's own; * "
                        + "accepts any")
        List<String> origins) {

    public AccessSettings {
        hosts = List.copyOf(hosts);
        origins = List.copyOf(origins);
        Address.requireHost("http.host", httpHost);
        Address.requireHost("tcp.host", tcpHost);
        Address.requireHost("management.host", managementHost);
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

    /** Returns whether only this machine can reach HTTP. */
    boolean httpOnLoopback() {
        return HostName.isLoopback(httpHost);
    }

    Stream<String> namedHosts() {
        return Stream.concat(Stream.of(httpHost), hosts.stream());
    }

    private static void refuseOpen(String key, String host) {
        if (!HostName.isLoopback(host)) {
            throw new IllegalArgumentException(
                    key + " is " + host + ", and other machines can reach it: set auth.tokens, or set "
                            + "http.insecure=true to allow them every call");
        }
    }
}
