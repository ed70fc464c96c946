package dev.playhead.ws;

import dev.playhead.settings.Setting;
import java.time.Duration;

/** The WebSocket edge. */
public record WsSettings(
        @Setting(
                key = "ws.maxMessage",
                defaultValue = "4MiB",
                least = "1KiB",
                most = "64MiB",
                meaning = "Maximum size of a client message over all its frames, in bytes; the node refuses a longer "
                        + "message and keeps the connection")
        int maxMessage,

        @Setting(
                key = "ws.maxFrames",
                defaultValue = "4096",
                least = "1",
                meaning = "Maximum number of frames below 1 KiB per client message, empty frames included; beyond it "
                        + "the node closes the connection")
        int maxFrames,

        @Setting(
                key = "ws.maxDepth",
                defaultValue = "32",
                least = "4",
                meaning = "Maximum nesting depth of a client frame's JSON")
        int maxDepth,

        @Setting(
                key = "ws.writeQueue",
                defaultValue = "64KiB",
                least = "1KiB",
                meaning = "Maximum bytes that a socket queues before its subscription pauses")
        int writeQueue,

        @Setting(
                key = "ws.maxUnread",
                defaultValue = "64",
                least = "1",
                meaning = "Maximum number of problems that a client may cause without reading; beyond it the node "
                        + "closes the connection")
        int maxUnread,

        @Setting(
                key = "ws.pingInterval",
                defaultValue = "20s",
                least = "1ms",
                most = "1h",
                meaning = "Interval between pings to a client")
        Duration pingInterval,

        @Setting(
                key = "ws.deadline",
                defaultValue = "60s",
                least = "2ms",
                most = "1d",
                meaning = "Maximum silence of a client, without frames, pongs or reads, before the node closes the "
                        + "connection")
        Duration deadline,

        @Setting(
                key = "ws.slowest",
                defaultValue = "16KiB",
                least = "1",
                meaning = "Minimum read rate of a client, in bytes per second; unread bytes extend ws.deadline at "
                        + "this rate")
        int slowest,

        @Setting(
                key = "ws.maxPings",
                defaultValue = "1000",
                least = "1",
                meaning = "Maximum number of pings that a client may send per ws.pingInterval; beyond it the node "
                        + "closes the connection")
        int maxPings,

        @Setting(
                key = "ws.closeTimeout",
                defaultValue = "5s",
                least = "1s",
                most = "1h",
                meaning = "Maximum time that a closing WebSocket waits for the peer's close frame, in whole seconds")
        Duration closeTimeout) {

    public WsSettings {
        if (deadline.compareTo(pingInterval.multipliedBy(2)) < 0) {
            throw new IllegalArgumentException("ws.deadline is " + deadline
                    + ", but takes at least twice ws.pingInterval, which is " + pingInterval);
        }
    }
}
