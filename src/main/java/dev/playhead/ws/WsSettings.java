package dev.playhead.ws;

import dev.playhead.settings.Setting;
import java.time.Duration;

/** The WebSocket edge. */
public record WsSettings(
        @Setting(
                key = "ws.maxMessage",
                defaultValue = "64KiB",
                least = "1KiB",
                most = "64MiB",
                meaning = "The largest message of a client, in bytes, over all its frames")
        int maxMessage,

        @Setting(
                key = "ws.maxFrames",
                defaultValue = "4096",
                least = "1",
                meaning = "The most frames that a client's message may come in, empty ones among them")
        int maxFrames,

        @Setting(
                key = "ws.maxDepth",
                defaultValue = "32",
                least = "4",
                meaning = "How deep the JSON of a client's frame may be nested")
        int maxDepth,

        @Setting(
                key = "ws.writeQueue",
                defaultValue = "64KiB",
                least = "1KiB",
                meaning = "How many bytes may wait for a socket before its subscription stops to read")
        int writeQueue,

        @Setting(
                key = "ws.maxUnread",
                defaultValue = "64",
                least = "1",
                meaning = "How many problems a client may cause while it reads nothing before it is closed")
        int maxUnread,

        @Setting(
                key = "ws.pingInterval",
                defaultValue = "20s",
                least = "1ms",
                most = "1h",
                meaning = "How often a client is pinged")
        Duration pingInterval,

        @Setting(
                key = "ws.deadline",
                defaultValue = "60s",
                least = "2ms",
                most = "1d",
                meaning = "How long a client may be silent, neither sending nor answering pings nor reading, "
                        + "before it is closed")
        Duration deadline,

        @Setting(
                key = "ws.slowest",
                defaultValue = "16KiB",
                least = "1",
                meaning = "How many bytes a second the slowest client reads: "
                        + "so much longer than ws.deadline it may be silent for what it was sent")
        int slowest,

        @Setting(
                key = "ws.maxPings",
                defaultValue = "1000",
                least = "1",
                meaning = "How many pings a client may send between two of the node's before it is closed")
        int maxPings,

        @Setting(
                key = "ws.closeTimeout",
                defaultValue = "5s",
                least = "1s",
                most = "1h",
                meaning = "How long a closing WebSocket waits for the other side's close, in whole seconds")
        Duration closeTimeout) {

    public WsSettings {
        if (deadline.compareTo(pingInterval.multipliedBy(2)) < 0) {
            throw new IllegalArgumentException("ws.deadline is " + deadline
                    + ", but takes at least twice ws.pingInterval, which is " + pingInterval);
        }
    }
}
