package dev.playhead.ingest;

import dev.playhead.settings.Setting;
import java.time.Duration;

/** What bounds the way in. */
public record IngestSettings(
        @Setting(
                key = "ingest.maxEvents",
                defaultValue = "100000",
                meaning = "Most events of this node that may wait for their receipts at once")
        int maxEvents,

        @Setting(
                key = "ingest.maxBytes",
                defaultValue = "64MiB",
                meaning = "Most bytes of events of this node that may wait for their receipts at once")
        long maxBytes,

        @Setting(
                key = "ingest.timeout",
                defaultValue = "10s",
                meaning = "How long a request waits for its receipts before it is told append_unknown")
        Duration timeout,

        @Setting(
                key = "ingest.outage",
                defaultValue = "30s",
                meaning = "How long TCP and NDJSON connections wait, unread, for a log that is away; "
                        + "after that their events are refused, and those of unknown fate are told so")
        Duration outage,

        @Setting(
                key = "ingest.maxFailedKeys",
                defaultValue = "10000",
                meaning = "How many keys with a failed event are remembered of a connection; "
                        + "past it every later event of the connection is refused")
        int maxFailedKeys,

        @Setting(
                key = "ingest.stream.maxEvents",
                defaultValue = "20000",
                meaning = "Most events of one connection that may wait for their receipts before it is not read")
        int maxStreamEvents,

        @Setting(
                key = "ingest.stream.maxBytes",
                defaultValue = "8MiB",
                meaning =
                        "Most bytes of events of one connection that may wait for their receipts before it is not read")
        long maxStreamBytes) {

    public IngestSettings {
        if (maxEvents < 1) {
            throw new IllegalArgumentException("ingest.maxEvents takes 1 and more");
        }
        if (maxBytes < 1) {
            throw new IllegalArgumentException("ingest.maxBytes takes 1 and more");
        }
        if (maxStreamEvents < 1 || maxStreamBytes < 1) {
            throw new IllegalArgumentException("ingest.stream.maxEvents and ingest.stream.maxBytes take 1 and more");
        }
        if (maxFailedKeys < 0) {
            throw new IllegalArgumentException("ingest.maxFailedKeys takes 0 and more");
        }
        if (timeout.isNegative() || timeout.isZero() || outage.isNegative() || outage.isZero()) {
            throw new IllegalArgumentException("ingest.timeout and ingest.outage take more than 0s");
        }
    }
}
