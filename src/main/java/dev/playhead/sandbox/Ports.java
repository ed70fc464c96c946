package dev.playhead.sandbox;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Optional;

/**
 * Checks ports of loopback: whether a port is free, and the answer of its listener; stateless, blocking, any thread.
 */
final class Ports {
    private static final int ANSWER_MILLIS = 1_000;

    private Ports() {}

    static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(at(port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }

    /** A port that was free a moment ago. */
    static int free() throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(at(0));
            return socket.getLocalPort();
        }
    }

    /** Sends {@code question} and reads {@code length} bytes; empty without a listener or a complete answer in time. */
    static Optional<byte[]> ask(int port, byte[] question, int length) {
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(ANSWER_MILLIS);
            socket.connect(at(port), ANSWER_MILLIS);
            socket.getOutputStream().write(question);
            byte[] answer = socket.getInputStream().readNBytes(length);
            return answer.length == length ? Optional.of(answer) : Optional.empty();
        } catch (IOException away) {
            return Optional.empty();
        }
    }

    private static InetSocketAddress at(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }
}
