package dev.playhead.http;

import dev.playhead.settings.Setting;
import java.time.Duration;

/** The HTTP edge. */
public record HttpSettings(
        @Setting(key = "http.port", defaultValue = "8080", meaning = "Port of HTTP and WebSockets; 0: any free one")
        int port,

        @Setting(key = "http.maxHeaders", defaultValue = "16KiB", meaning = "Most bytes of a request's headers")
        int maxHeaders,

        @Setting(key = "http.maxUri", defaultValue = "8KiB", meaning = "Longest request line in bytes")
        int maxUri,

        @Setting(
                key = "http.bodyTimeout",
                defaultValue = "30s",
                meaning = "How long a body may take; of a stream of lines, how long nothing may come of it")
        Duration bodyTimeout,

        @Setting(
                key = "http.lingering",
                defaultValue = "10s",
                meaning =
                        "How long what is left of the body of a refused request is read and thrown away, so that a client "
                                + "that sends all before it reads sees the answer")
        Duration lingering,

        @Setting(
                key = "http.idleTimeout",
                defaultValue = "120s",
                meaning = "How long a connection may be silent both ways before it is closed")
        Duration idleTimeout,

        @Setting(
                key = "http.maxConnections",
                defaultValue = "20000",
                meaning = "Most connections at once, WebSockets included; more are closed")
        int maxConnections,

        @Setting(
                key = "http.maxProblemLines",
                defaultValue = "1000",
                meaning = "How many problems of one stream of lines are told one by one; all are counted")
        int maxProblemLines,

        @Setting(key = "http.maxPage", defaultValue = "10000", meaning = "Most events of one page")
        int maxPage) {

    public HttpSettings {
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("http.port takes 0 to 65535");
        }
        if (maxHeaders < 1024 || maxUri < 256) {
            throw new IllegalArgumentException("http.maxHeaders takes at least 1KiB, http.maxUri at least 256B");
        }
    }
}
