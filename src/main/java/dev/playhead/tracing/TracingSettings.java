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
                meaning = "Which part of the batches is traced whose request does not say whether to trace it, 0 to 1")
        double sample,

        @Setting(
                key = "tracing.links",
                defaultValue = "16",
                meaning = "How many events of a traced batch are asked for the trace they come from, to be linked")
        int links,

        @Setting(
                key = "tracing.queue",
                defaultValue = "2048",
                meaning = "Most spans that wait to be sent; more are dropped")
        int queue,

        @Setting(key = "tracing.interval", defaultValue = "5s", meaning = "How often spans are sent")
        Duration interval,

        @Setting(
                key = "tracing.timeout",
                defaultValue = "10s",
                meaning = "How long the collector may take to answer before its spans are lost")
        Duration timeout) {

    public TracingSettings {
        if (!(sample >= 0 && sample <= 1)) {
            throw new IllegalArgumentException("tracing.sample is " + sample + ", but takes 0 to 1");
        }
        if (links < 0 || links > 128) {
            throw new IllegalArgumentException("tracing.links is " + links + ", but takes 0 to 128");
        }
        if (queue < 1) {
            throw new IllegalArgumentException("tracing.queue is " + queue + ", but takes 1 and more");
        }
        atLeastMillis("tracing.interval", interval);
        atLeastMillis("tracing.timeout", timeout);
        requireHttp(endpoint);
    }

    private static void atLeastMillis(String key, Duration time) {
        if (time.toMillis() < 1) {
            throw new IllegalArgumentException(key + " is " + time + ", but takes 1ms and more");
        }
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
