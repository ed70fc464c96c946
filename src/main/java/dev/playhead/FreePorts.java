package dev.playhead;

import dev.playhead.config.Settings;
import dev.playhead.sandbox.StartRefusedException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Checks that the ports of a node are free before anything starts: a refusal after Kafka's start would come late. */
final class FreePorts {
    private FreePorts() {}

    /**
     * Binds each port that the node opens once and lets it go; a node that is alone opens no port of the cluster. Blocks for a
     * moment.
     *
     * @throws StartRefusedException naming the setting of the first port that another process has
     */
    static void require(Settings settings) {
        require("tcp.port", settings.access().tcpHost(), settings.tcp().port());
        require("http.port", settings.access().httpHost(), settings.http().port());
        if (settings.cluster().alone()) {
            return;
        }
        settings.cluster()
                .port()
                .ifPresent(port -> require("cluster.port", settings.cluster().host(), port));
        require("cluster.busPort", settings.cluster().host(), settings.cluster().busPort());
    }

    /** Chooses a port that is free now. */
    static int choose(String key, String host) {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(host))) {
            return socket.getLocalPort();
        } catch (IOException none) {
            throw refusal(key, 0, none);
        }
    }

    static void require(String key, String host, int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(host, port));
        } catch (IOException taken) {
            throw refusal(key, port, taken);
        }
    }

    static StartRefusedException refusal(String key, int port, Throwable cause) {
        return new StartRefusedException("The port " + port + " of " + key + " is not available (" + cause.getMessage()
                + "); choose another with --" + key + "=…");
    }
}
