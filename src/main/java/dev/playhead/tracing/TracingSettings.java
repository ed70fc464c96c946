package dev.playhead.tracing;

import dev.playhead.settings.Setting;
import java.net.URI;
import java.time.Duration;

/** Whether, where and how much of a node's work is traced. */
public record TracingSettings(
        @Setting(
                key = "tracing.enabled",
                defaultValue = "false",
                meaning = "Whether spans of appended and delivered batches and of replays are sent to a collector")
        boolean enabled,

        @Setting(
                key = "tracing.endpoint",
                defaultValue = "http://localhost:4318/v1/traces",
                meaning = "Where spans are sent, by OTLP over HTTP")
        String endpoint,

        @Setting(
                key = "tracing.sample",
                defaultValue = "0.01",
                least = "0",
                most = "1",
                meaning = "Which part of the batches is traced whose request does not say whether to trace it, 0 to 1")
        double sample,

        @Setting(
                key = "tracing.links",
                defaultValue = "16",
                least = "0",
                most = "128",
                meaning = "How many events of a traced batch are asked for the trace they come from, to be linked")
        int links,

        @Setting(
                key = "tracing.queue",
                defaultValue = "2048",
                least = "1",
                meaning = "Most spans that wait to be sent; more are dropped")
        int queue,

        @Setting(
                key = "tracing.interval",
                defaultValue = "5s",
                least = "1ms",
                most = "1h",
                meaning = "How often spans are sent")
        Duration interval,

        @Setting(
                key = "tracing.timeout",
                defaultValue = "10s",
                least = "1ms",
                most = "1h",
                meaning = "How long the collector may take to answer before its spans are lost")
        Duration timeout) {

    public TracingSettings {
        requireHttp(endpoint);
    }

    private static void requireHttp(String endpoint) {
        String scheme = "";
        try {
            URI uri = URI.create(endpoint);
            scheme = uri.getHost() == null || uri.getScheme() == null ? "" : uri.getScheme();
        } catch (IllegalArgumentException malformed) {
            scheme = "";
        }
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw new IllegalArgumentException("tracing.endpoint is " + endpoint
                    + ", but takes an address such as http://localhost:4318/v1/traces");
        }
    }
}
