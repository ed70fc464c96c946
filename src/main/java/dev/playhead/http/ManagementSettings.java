package dev.playhead.http;

import dev.playhead.settings.Setting;
import java.time.Duration;

/** Holds the settings of the management port. */
public record ManagementSettings(
        @Setting(
                key = "management.port",
                defaultValue = "9000",
                least = "0",
                most = "65535",
                meaning = "Port of health and metrics; 0 selects a free port")
        int port,

        @Setting(
                key = "management.meterSweep",
                defaultValue = "45s",
                least = "1s",
                most = "1h",
                meaning =
                        "Interval between checks for meters of deleted topics and groups; the second check removes them")
        Duration meterSweep,

        @Setting(
                key = "management.checkTimeout",
                defaultValue = "1500ms",
                least = "10ms",
                most = "1m",
                meaning = "Maximum time that the node waits at its start for each address of Kafka, Redis and tracing, "
                        + "before it warns of that address")
        Duration checkTimeout,

        @Setting(
                key = "management.maxChecks",
                defaultValue = "32",
                least = "1",
                most = "1000",
                meaning = "Maximum number of addresses of Kafka, Redis and tracing each that the node checks at its "
                        + "start, one thread per address")
        int maxChecks) {}
