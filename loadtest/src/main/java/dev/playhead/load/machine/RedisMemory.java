package dev.playhead.load.machine;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Asks a Redis what memory its data takes, by one command of RESP. */
public final class RedisMemory {
    private static final String USED = "used_memory:";
    private static final int TIMEOUT_MILLIS = 10_000;

    private RedisMemory() {}

    /** Bytes that the allocator has given out for the data. */
    public static long usedBytes(String host, int port) throws IOException {
        try (Socket socket = new Socket(host, port)) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.getOutputStream().write("*2\r\n$4\r\nINFO\r\n$6\r\nmemory\r\n".getBytes(StandardCharsets.US_ASCII));
            BufferedReader answer =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            for (String line = answer.readLine(); line != null; line = answer.readLine()) {
                if (line.startsWith(USED)) {
                    return Long.parseLong(line.substring(USED.length()));
                }
            }
            throw new IOException("Redis did not say " + USED);
        }
    }
}
