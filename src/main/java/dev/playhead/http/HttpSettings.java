package dev.playhead.http;

import dev.playhead.settings.Setting;
import java.time.Duration;

/** The HTTP edge. */
public record HttpSettings(
        @Setting(
                key = "http.port",
                defaultValue = "8080",
                least = "0",
                most = "65535",
                meaning = "Port of HTTP and WebSockets; 0 selects a free port")
        int port,

        @Setting(
                key = "http.maxHeaders",
                defaultValue = "16KiB",
                least = "1KiB",
                most = "1MiB",
                meaning = "Maximum bytes of a request's headers")
        int maxHeaders,

        @Setting(
                key = "http.maxUri",
                defaultValue = "8KiB",
                least = "256",
                most = "1MiB",
                meaning = "Maximum length of a request line, in bytes")
        int maxUri,

        @Setting(
                key = "http.bodyTimeout",
                defaultValue = "30s",
                least = "1ms",
                most = "1h",
                meaning = "Maximum time for a request body; for NDJSON streams, the maximum pause between two chunks")
        Duration bodyTimeout,

        @Setting(
                key = "http.lingering",
                defaultValue = "10s",
                least = "0s",
                most = "1h",
                meaning = "Maximum time that the node discards the rest of a refused body; so a client that reads "
                        + "only after its send gets the answer")
        Duration lingering,

        @Setting(
                key = "http.idleTimeout",
                defaultValue = "120s",
                least = "0s",
                most = "1d",
                meaning = "Maximum time without traffic in either direction before the node closes a connection")
        Duration idleTimeout,

        @Setting(
                key = "http.maxConnections",
                defaultValue = "20000",
                least = "1",
                meaning = "Maximum number of open connections, including WebSockets; the node closes further "
                        + "connections")
        int maxConnections,

        @Setting(
                key = "http.maxRefused",
                defaultValue = "1000",
                least = "0",
                meaning =
                        "Maximum number of connections above http.maxConnections that the node answers at a time with "
                                + "429; it closes further connections without an answer")
        int maxRefused,

        @Setting(
                key = "http.maxProblemLines",
                defaultValue = "1000",
                least = "0",
                meaning = "Maximum number of problems in the answer to an NDJSON stream; the summary counts all "
                        + "problems")
        int maxProblemLines,

        @Setting(
                key = "http.maxPage",
                defaultValue = "10000",
                least = "1",
                most = "1000000",
                meaning = "Maximum number of events per page")
        int maxPage) {}
