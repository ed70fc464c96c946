package dev.playhead.edge;

import dev.playhead.settings.Setting;

/** Bounds the memory that the clients of all edges share. */
public record EdgeSettings(
        @Setting(
                key = "edges.maxReceived",
                defaultValue = "64MiB",
                least = "1MiB",
                meaning = "Maximum received bytes of bodies, lines and messages that this node has not yet decoded; "
                        + "beyond it the node answers busy")
        long maxReceived,

        @Setting(
                key = "edges.maxUnread",
                defaultValue = "64MiB",
                least = "1MiB",
                meaning = "Maximum written bytes that the clients of this node have not yet read; above it the node "
                        + "refuses pages with busy and pauses streams and receipts; above half of it the node sends "
                        + "only to clients without unread bytes")
        long maxUnread) {}
