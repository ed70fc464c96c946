package dev.playhead.edge;

import dev.playhead.settings.Setting;

/** Bounds the memory that the clients of all edges share. */
public record EdgeSettings(
        @Setting(
                key = "edges.maxReceived",
                defaultValue = "64MiB",
                least = "1MiB",
                meaning =
                        "Maximum bytes of bodies, lines and messages that this node has received and not yet decoded; "
                                + "the node refuses a request or connection that exceeds it with busy")
        long maxReceived,

        @Setting(
                key = "edges.maxUnread",
                defaultValue = "64MiB",
                least = "1MiB",
                meaning = "Maximum bytes that this node has written and its clients have not yet read; above it the "
                        + "node refuses pages with busy and pauses streams and receipts; above half of it the node "
                        + "sends only to clients that have read everything before")
        long maxUnread) {}
