package dev.playhead.http;

import dev.playhead.settings.Setting;

/** The port for those who look after the node. */
public record ManagementSettings(
        @Setting(
                key = "management.port",
                defaultValue = "9000",
                meaning = "Port of health and metrics; 0: any free one")
        int port) {

    public ManagementSettings {
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("management.port takes 0 to 65535");
        }
    }
}
