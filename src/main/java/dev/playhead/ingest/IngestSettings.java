package dev.playhead.ingest;

import dev.playhead.settings.Setting;
import java.time.Duration;

/** What bounds the way in. */
public record IngestSettings(
        @Setting(
                key = "ingest.maxEvents",
                defaultValue = "100000",
                least = "1",
                meaning = "Most events of this node that may wait for their receipts at once")
        int maxEvents,

        @Setting(
                key = "ingest.maxBytes",
                defaultValue = "64MiB",
                least = "1",
                meaning = "Most bytes of events of this node that may wait for their receipts at once")
        long maxBytes,

        @Setting(
                key = "ingest.timeout",
                defaultValue = "10s",
                least = "1ms",
                most = "1h",
                meaning = "How long a request waits for its receipts before it is told append_unknown")
        Duration timeout,

        @Setting(
                key = "ingest.outage",
                defaultValue = "30s",
                least = "1ms",
                most = "1d",
                meaning = "How long TCP and NDJSON connections wait, unread, for a log that is away; "
                        + "after that their events are refused, and those of unknown fate are told so")
        Duration outage,

        @Setting(
                key = "ingest.maxFailedKeys",
                defaultValue = "10000",
                least = "0",
                meaning = "How many keys with a failed event are remembered of a connection; "
                        + "past it every later event of the connection is refused")
        int maxFailedKeys,

        @Setting(
                key = "ingest.stream.maxEvents",
                defaultValue = "20000",
                least = "1",
                meaning = "Most events of one connection that may wait for their receipts before it is not read")
        int maxStreamEvents,

        @Setting(
                key = "ingest.stream.maxBytes",
                defaultValue = "8MiB",
                least = "1",
                meaning =
                        "Most bytes of events of one connection that may wait for their receipts before it is not read")
        long maxStreamBytes) {}
