package dev.playhead.tracing;

import dev.playhead.settings.Address;
import dev.playhead.settings.Setting;
import java.time.Duration;
import java.util.List;

/** Sets the export of traces: the collector, the sampling and its bounds. */
public record TracingSettings(
        @Setting(
                key = "tracing.enabled",
                defaultValue = "false",
                meaning = "Exports spans of appended batches, delivered batches and replays")
        boolean enabled,

        @Setting(
                key = "tracing.endpoint",
                defaultValue = "http://localhost:4318/v1/traces",
                meaning = "Endpoint of the span collector, OTLP over HTTP")
        String endpoint,

        @Setting(
                key = "tracing.sample",
                defaultValue = "0.01",
                least = "0",
                most = "1",
                meaning = "Sampling ratio of batches without a sampling decision in the request, 0 to 1")
        double sample,

        @Setting(
                key = "tracing.links",
                defaultValue = "16",
                least = "0",
                most = "128",
                meaning = "Maximum number of events per traced batch that the node links to their own traces")
        int links,

        @Setting(
                key = "tracing.queue",
                defaultValue = "2048",
                least = "1",
                meaning = "Maximum number of queued spans; the node drops further spans")
        int queue,

        @Setting(
                key = "tracing.interval",
                defaultValue = "5s",
                least = "1ms",
                most = "1h",
                meaning = "Interval between exports of spans")
        Duration interval,

        @Setting(
                key = "tracing.timeout",
                defaultValue = "10s",
                least = "1ms",
                most = "1h",
                meaning = "Maximum time that the collector may take for an export before the node drops its spans")
        Duration timeout) {

    public TracingSettings {
        address(endpoint);
    }

    /** The host and the port of the collector. */
    public Address address() {
        return address(endpoint);
    }

    private static Address address(String endpoint) {
        return Address.ofUrl(
                "tracing.endpoint",
                endpoint,
                List.of("http", "https"),
                "http://localhost:4318/v1/traces",
                endpoint.startsWith("https") ? 443 : 80);
    }
}
