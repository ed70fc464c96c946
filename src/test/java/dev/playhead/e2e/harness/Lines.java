package dev.playhead.e2e.harness;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A client of the line edge. Writing is one thread's, reading another's or the same. */
public final class Lines implements AutoCloseable {
    private static final int SILENCE_MILLIS = 60_000;

    private final Socket socket;
    private final OutputStream out;
    private final BufferedReader in;
    private long next;

    public Lines(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(SILENCE_MILLIS);
        socket.setTcpNoDelay(true);
        out = new BufferedOutputStream(socket.getOutputStream(), 1 << 16);
        in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8), 1 << 16);
    }

    /** A connection that has greeted for the topic and has been answered. */
    public static Lines to(NodeProcess node, String topic) throws IOException {
        Lines lines = new Lines(node.tcp());
        lines.send(new JsonObject().put("op", "hello").put("topic", topic).encode())
                .flush();
        JsonObject welcome = lines.read();
        if (welcome == null || !topic.equals(welcome.getString("topic"))) {
            lines.close();
            throw new IOException("not welcome: " + welcome);
        }
        return lines;
    }

    public Lines send(String line) throws IOException {
        out.write(line.getBytes(StandardCharsets.UTF_8));
        out.write('\n');
        return this;
    }

    public Lines flush() throws IOException {
        out.flush();
        return this;
    }

    /** Says that nothing more comes; receipts can still be read. */
    public void finish() throws IOException {
        out.flush();
        socket.shutdownOutput();
    }

    /** The next line of the node, null at the end. */
    @Nullable
    public JsonObject read() throws IOException {
        String line = in.readLine();
        return line == null ? null : new JsonObject(line);
    }

    /** The receipts of the next line, in order; empty at the end. They must join those before without a hole. */
    public List<JsonObject> receipts() throws IOException {
        JsonObject line = read();
        if (line == null) {
            return List.of();
        }
        JsonArray told = line.getJsonArray("receipts");
        if (told == null || line.getLong("from") != next) {
            throw new IOException("expected receipts from " + next + " on, got " + line);
        }
        next += told.size();
        List<JsonObject> receipts = new ArrayList<>(told.size());
        told.forEach(receipt -> receipts.add((JsonObject) receipt));
        return receipts;
    }

    /** Writes all events on another thread, then says that nothing more comes. A broken connection ends it quietly. */
    CompletableFuture<Void> sendAll(List<String> events) {
        return CompletableFuture.runAsync(() -> {
            try {
                for (String event : events) {
                    send(event);
                }
                finish();
            } catch (IOException broken) {
                // The reader sees the end of the connection and knows what has no receipt.
            }
        });
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
