package dev.playhead.ingest;

import dev.playhead.settings.Setting;
import java.time.Duration;

/** Bounds the appends of a node and of a connection. */
public record IngestSettings(
        @Setting(
                key = "ingest.maxEvents",
                defaultValue = "100000",
                least = "1",
                meaning = "Maximum number of events of this node without a receipt")
        int maxEvents,

        @Setting(
                key = "ingest.maxBytes",
                defaultValue = "64MiB",
                least = "1",
                meaning = "Maximum bytes of events of this node without a receipt")
        long maxBytes,

        @Setting(
                key = "ingest.timeout",
                defaultValue = "10s",
                least = "1ms",
                most = "1h",
                meaning = "Maximum time that a request waits for receipts before the node answers append_unknown")
        Duration timeout,

        @Setting(
                key = "ingest.outage",
                defaultValue = "30s",
                least = "1ms",
                most = "1d",
                meaning = "Maximum time that TCP and NDJSON connections pause for an unavailable log; after it the "
                        + "node refuses their events, or answers append_unknown for sent ones")
        Duration outage,

        @Setting(
                key = "ingest.maxFailedKeys",
                defaultValue = "10000",
                least = "0",
                meaning = "Maximum number of failed keys that a connection remembers; beyond it the node refuses "
                        + "every later event of the connection")
        int maxFailedKeys,

        @Setting(
                key = "ingest.stream.maxEvents",
                defaultValue = "20000",
                least = "1",
                meaning = "Maximum number of events without a receipt per connection; at the limit the node stops "
                        + "reading the connection")
        int maxStreamEvents,

        @Setting(
                key = "ingest.stream.maxBytes",
                defaultValue = "8MiB",
                least = "1",
                meaning = "Maximum bytes of events without a receipt per connection; at the limit the node stops "
                        + "reading the connection")
        long maxStreamBytes) {}
