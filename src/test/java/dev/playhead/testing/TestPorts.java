package dev.playhead.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Chooses free ports below the range from which the system gives ports to outgoing connections: no connection takes one of
 * them before the test listens there. Any thread.
 */
public final class TestPorts {
    private static final int LEAST = 12_000;
    private static final int MOST = 32_000;
    private static final Random RANDOM = new Random(ProcessHandle.current().pid() * 31 + System.nanoTime());

    private TestPorts() {}

    /** Different ports, each free a moment ago. */
    public static List<Integer> free(int count) {
        List<ServerSocket> held = new ArrayList<>();
        try {
            while (held.size() < count) {
                tryToHold(held);
            }
            return held.stream().map(ServerSocket::getLocalPort).toList();
        } finally {
            held.forEach(TestPorts::close);
        }
    }

    /** A port that was free a moment ago. */
    public static int free() {
        return free(1).get(0);
    }

    /** The first of so many ports in a row, each free a moment ago. */
    public static int inARow(int count) {
        while (true) {
            int first = LEAST + RANDOM.nextInt(MOST - LEAST - count);
            if (areFree(first, count)) {
                return first;
            }
        }
    }

    private static boolean areFree(int first, int count) {
        for (int port = first; port < first + count; port++) {
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                socket.getLocalPort();
            } catch (IOException taken) {
                return false;
            }
        }
        return true;
    }

    private static void tryToHold(List<ServerSocket> held) {
        int port = LEAST + RANDOM.nextInt(MOST - LEAST);
        try {
            held.add(new ServerSocket(port, 1, InetAddress.getLoopbackAddress()));
        } catch (IOException taken) {
            // Another one is tried
        }
    }

    private static void close(ServerSocket socket) {
        try {
            socket.close();
        } catch (IOException failure) {
            throw new AssertionError("a port stays taken: " + socket.getLocalPort(), failure);
        }
    }
}
