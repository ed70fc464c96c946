package dev.playhead.tcp;

import dev.playhead.settings.Setting;
import java.time.Duration;

/** The line edge. */
public record TcpSettings(
        @Setting(
                key = "tcp.port",
                defaultValue = "7070",
                least = "0",
                most = "65535",
                meaning = "Port of the TCP line protocol; 0 selects a free port")
        int port,

        @Setting(
                key = "tcp.topic",
                defaultValue = "events",
                meaning = "Default topic of a connection without a topic in its first line")
        String topic,

        @Setting(
                key = "tcp.maxConnections",
                defaultValue = "10000",
                least = "1",
                meaning = "Maximum number of open connections; the node refuses further connections with a problem")
        int maxConnections,

        @Setting(
                key = "tcp.helloTimeout",
                defaultValue = "30s",
                least = "1ms",
                most = "1h",
                meaning = "Maximum time that a new connection may take for its first line")
        Duration helloTimeout) {}
