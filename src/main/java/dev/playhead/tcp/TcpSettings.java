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
                meaning = "Port of the line edge; 0: any free one")
        int port,

        @Setting(
                key = "tcp.topic",
                defaultValue = "events",
                meaning = "The topic of connections whose first line names none")
        String topic,

        @Setting(
                key = "tcp.maxConnections",
                defaultValue = "10000",
                least = "1",
                meaning = "Most connections at once; more are closed with a problem")
        int maxConnections,

        @Setting(
                key = "tcp.helloTimeout",
                defaultValue = "30s",
                least = "1ms",
                most = "1h",
                meaning = "How long a new connection may take for its first line")
        Duration helloTimeout) {}
