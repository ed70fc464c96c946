package dev.playhead.http;

import dev.playhead.settings.Setting;

/** The port for those who look after the node. */
public record ManagementSettings(
        @Setting(
                key = "management.port",
                defaultValue = "9000",
                least = "0",
                most = "65535",
                meaning = "Port of health and metrics; 0 selects a free port")
        int port) {}
