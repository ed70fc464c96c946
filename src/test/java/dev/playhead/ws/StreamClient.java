package dev.playhead.ws;

import static dev.playhead.testing.Eventually.eventually;

import io.vertx.core.http.WebSocket;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** A client of streams that keeps every message and lets a test wait for what it wants to see. */
final class StreamClient {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final List<String> messages = new ArrayList<>();
    private final List<JsonObject> frames = new ArrayList<>();
    private final List<JsonObject> deliveries = new ArrayList<>();
    private final WebSocket socket;
    private boolean closed;

    /** @param socket not connected yet, so that the first message cannot be missed */
    StreamClient(WebSocket socket) {
        this.socket = socket;
        socket.textMessageHandler(this::received);
        socket.closeHandler(gone -> closed());
    }

    WebSocket socket() {
        return socket;
    }

    void send(String frame) {
        socket().writeTextMessage(frame);
    }

    void request(long n) {
        send("{\"op\":\"request\",\"n\":" + n + "}");
    }

    private synchronized void received(String message) {
        messages.add(message);
        JsonObject frame = new JsonObject(message);
        frames.add(frame);
        if ("events".equals(frame.getString("op"))) {
            JsonArray events = frame.getJsonArray("events");
            for (int index = 0; index < events.size(); index++) {
                deliveries.add(events.getJsonObject(index));
            }
        }
    }

    private synchronized void closed() {
        closed = true;
    }

    synchronized List<String> messages() {
        return List.copyOf(messages);
    }

    synchronized List<JsonObject> frames() {
        return List.copyOf(frames);
    }

    List<JsonObject> frames(String op) {
        return frames().stream()
                .filter(frame -> op.equals(frame.getString("op")))
                .toList();
    }

    /** All deliveries of all frames, oldest first. */
    synchronized List<JsonObject> deliveries() {
        return List.copyOf(deliveries);
    }

    List<Integer> ids() {
        return deliveries().stream()
                .map(each -> Integer.parseInt(each.getJsonObject("event").getString("id")))
                .toList();
    }

    /** Where the last frame that has one says to go on. */
    String lastToken() {
        return frames().stream()
                .filter(frame -> frame.containsKey("token"))
                .reduce((first, second) -> second)
                .orElseThrow()
                .getString("token");
    }

    JsonObject awaitFrame(String op) {
        awaitThat("a frame " + op, client -> !client.frames(op).isEmpty());
        return frames(op).get(0);
    }

    void awaitEvents(int count) {
        awaitThat(count + " events", client -> client.deliveries.size() >= count);
    }

    int awaitClose() {
        awaitThat("close", client -> client.closed);
        return socket().closeStatusCode();
    }

    void awaitThat(String what, Predicate<StreamClient> holds) {
        try {
            eventually(PATIENCE, what, () -> test(holds));
        } catch (AssertionError late) {
            throw new AssertionError(late.getMessage() + "; " + last(), late);
        }
    }

    private synchronized boolean test(Predicate<StreamClient> holds) {
        return holds.test(this);
    }

    private synchronized String last() {
        return messages.size() + " messages, the last: "
                + messages.subList(Math.max(0, messages.size() - 5), messages.size()).stream()
                        .map(message -> message.substring(0, Math.min(300, message.length())))
                        .toList();
    }
}
