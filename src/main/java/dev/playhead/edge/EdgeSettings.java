package dev.playhead.edge;

import dev.playhead.settings.Setting;

/** How much memory the clients of all edges together may take up. */
public record EdgeSettings(
        @Setting(
                key = "edges.maxReceived",
                defaultValue = "64MiB",
                least = "1MiB",
                meaning = "Most bytes of bodies, lines and messages that this node has received and not yet decoded; "
                        + "a request or connection that brings more is refused with busy")
        long maxReceived,

        @Setting(
                key = "edges.maxUnread",
                defaultValue = "64MiB",
                least = "1MiB",
                meaning = "Most bytes that this node has written and its clients have not yet read: over it pages are "
                        + "refused with busy, streams and receipts wait; over half of it only clients are sent to "
                        + "that have read all before")
        long maxUnread) {}
