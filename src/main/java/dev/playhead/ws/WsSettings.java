package dev.playhead.ws;

import dev.playhead.settings.Setting;
import java.time.Duration;

/** The WebSocket edge. */
public record WsSettings(
        @Setting(
                key = "ws.maxMessage",
                defaultValue = "64KiB",
                meaning = "The largest message of a client, in bytes, over all its frames")
        int maxMessage,

        @Setting(
                key = "ws.maxDepth",
                defaultValue = "32",
                meaning = "How deep the JSON of a client's frame may be nested")
        int maxDepth,

        @Setting(
                key = "ws.writeQueue",
                defaultValue = "64KiB",
                meaning = "How many bytes may wait for a socket before its subscription stops to read")
        int writeQueue,

        @Setting(
                key = "ws.maxUnread",
                defaultValue = "64",
                meaning = "How many problems a client may cause while it reads nothing before it is closed")
        int maxUnread,

        @Setting(key = "ws.pingInterval", defaultValue = "20s", meaning = "How often a client is pinged")
        Duration pingInterval,

        @Setting(
                key = "ws.deadline",
                defaultValue = "60s",
                meaning = "How long a client may be silent, neither sending nor answering pings nor reading, "
                        + "before it is closed")
        Duration deadline,

        @Setting(
                key = "ws.slowest",
                defaultValue = "16KiB",
                meaning = "How many bytes a second the slowest client reads: "
                        + "so much longer than ws.deadline it may be silent for what it was sent")
        int slowest,

        @Setting(
                key = "ws.maxPings",
                defaultValue = "1000",
                meaning = "How many pings a client may send between two of the node's before it is closed")
        int maxPings,

        @Setting(
                key = "ws.closeTimeout",
                defaultValue = "5s",
                meaning = "How long a closing WebSocket waits for the other side's close, in whole seconds")
        Duration closeTimeout) {

    /** As a node has it that nobody configured. */
    public static final WsSettings DEFAULT = new WsSettings(
            64 << 10,
            32,
            64 << 10,
            64,
            Duration.ofSeconds(20),
            Duration.ofSeconds(60),
            16 << 10,
            1000,
            Duration.ofSeconds(5));

    public WsSettings {
        atLeast("ws.maxMessage", maxMessage, 1024);
        if (maxMessage > 64 << 20) {
            throw new IllegalArgumentException("ws.maxMessage is " + maxMessage + ", but takes at most 64MiB");
        }
        atLeast("ws.maxDepth", maxDepth, 4);
        atLeast("ws.writeQueue", writeQueue, 1024);
        atLeast("ws.maxUnread", maxUnread, 1);
        atLeast("ws.slowest", slowest, 1);
        atLeast("ws.maxPings", maxPings, 1);
        if (pingInterval.toMillis() < 1 || deadline.compareTo(pingInterval.multipliedBy(2)) < 0) {
            throw new IllegalArgumentException("ws.deadline is " + deadline + " with a ws.pingInterval of "
                    + pingInterval + ", but takes at least twice that, and that more than 0s");
        }
        if (closeTimeout.toSeconds() < 1) {
            throw new IllegalArgumentException("ws.closeTimeout is " + closeTimeout + ", but takes 1s and more");
        }
    }

    private static void atLeast(String key, int value, int least) {
        if (value < least) {
            throw new IllegalArgumentException(key + " is " + value + ", but takes " + least + " and more");
        }
    }
}
