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
        Duration meterSweep) {}
