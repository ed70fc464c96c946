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
                meaning = "Port of HTTP and WebSockets; 0: any free one")
        int port,

        @Setting(
                key = "http.maxHeaders",
                defaultValue = "16KiB",
                least = "1KiB",
                most = "1MiB",
                meaning = "Most bytes of a request's headers")
        int maxHeaders,

        @Setting(
                key = "http.maxUri",
                defaultValue = "8KiB",
                least = "256",
                most = "1MiB",
                meaning = "Longest request line in bytes")
        int maxUri,

        @Setting(
                key = "http.bodyTimeout",
                defaultValue = "30s",
                least = "1ms",
                most = "1h",
                meaning = "How long a body may take; of a stream of lines, how long nothing may come of it")
        Duration bodyTimeout,

        @Setting(
                key = "http.lingering",
                defaultValue = "10s",
                least = "0s",
                most = "1h",
                meaning =
                        "How long what is left of the body of a refused request is read and thrown away, so that a client "
                                + "that sends all before it reads sees the answer")
        Duration lingering,

        @Setting(
                key = "http.idleTimeout",
                defaultValue = "120s",
                least = "0s",
                most = "1d",
                meaning = "How long a connection may be silent both ways before it is closed")
        Duration idleTimeout,

        @Setting(
                key = "http.maxConnections",
                defaultValue = "20000",
                least = "1",
                meaning = "Most connections at once, WebSockets included; more are closed")
        int maxConnections,

        @Setting(
                key = "http.maxProblemLines",
                defaultValue = "1000",
                least = "0",
                meaning = "How many problems of one stream of lines are told one by one; all are counted")
        int maxProblemLines,

        @Setting(
                key = "http.maxPage",
                defaultValue = "10000",
                least = "1",
                most = "1000000",
                meaning = "Most events of one page")
        int maxPage) {}
