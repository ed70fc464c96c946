package dev.playhead.e2e.harness;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A subscriber, blocking: it asks for credit, takes frames in their order, and watches that no more comes than it asked
 * for. Of one thread; frames wait in a queue, bounded by the credit given.
 */
public final class Stream implements AutoCloseable {
    public static final String PLAYHEAD = "playhead.v1";
    public static final String CLOUD_EVENTS = "cloudevents.json";

    private static final long PATIENCE_SECONDS = 60;
    private static final int REMEMBERED = 8;
    private static final String END = "";

    private final WebSocketClient client;
    private final WebSocket socket;
    private final BlockingQueue<String> frames = new LinkedBlockingQueue<>();
    private final Deque<String> last = new ArrayDeque<>();
    private long credit;
    private String token = "";

    private Stream(WebSocketClient client, WebSocket socket) {
        this.client = client;
        this.socket = socket;
        socket.textMessageHandler(frames::add);
        socket.closeHandler(closed -> frames.add(END));
        socket.exceptionHandler(failed -> frames.add(END));
    }

    /** Opens a socket to the path and query. */
    public static Stream open(Vertx vertx, NodeProcess node, String path) throws Exception {
        return open(vertx, node, path, PLAYHEAD, Map.of());
    }

    public static Stream open(
            Vertx vertx, NodeProcess node, String path, String subprotocol, Map<String, String> headers)
            throws Exception {
        WebSocketClient client = vertx.createWebSocketClient(new WebSocketClientOptions()
                .setMaxFrameSize(32 << 20)
                .setMaxMessageSize(64 << 20)
                .setConnectTimeout(10_000));
        WebSocketConnectOptions options = new WebSocketConnectOptions()
                .setHost("localhost")
                .setPort(node.http())
                .setURI(path);
        options.addSubProtocol(subprotocol);
        headers.forEach(options::addHeader);
        // The handlers are set in the turn of the handshake: frames that follow at once are not missed.
        return client.connect(options)
                .map(socket -> new Stream(client, socket))
                .toCompletionStage()
                .toCompletableFuture()
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** Subscribes from the frame and takes the answer. */
    public static Stream subscribe(Vertx vertx, NodeProcess node, JsonObject request) throws Exception {
        Stream stream = open(vertx, node, "/v1/stream");
        stream.credit = request.getLong("credit", 0L);
        stream.send(new JsonObject().put("op", "subscribe").mergeIn(request));
        stream.await("subscribed");
        return stream;
    }

    /** Attends the target of a replay and takes the answer. */
    public static Stream attend(Vertx vertx, NodeProcess node, String replay, String target, long credit)
            throws Exception {
        Stream stream = open(vertx, node, "/v1/replays/" + replay + "/stream?target=" + target + "&credit=" + credit);
        stream.credit = credit;
        return stream;
    }

    /** The frame that subscribes to the topic from a place without credit. */
    public static JsonObject request(String topic, Object from) {
        return new JsonObject().put("topics", new JsonArray().add(topic)).put("from", from);
    }

    public void send(JsonObject frame) throws Exception {
        sendText(frame.encode());
    }

    public void sendText(String text) throws Exception {
        socket.writeTextMessage(text).toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** Sent without waiting for it: a stream that has an end may have completed with its last event, and the socket be closed. */
    public void offer(JsonObject frame) {
        socket.writeTextMessage(frame.encode());
    }

    public void sendBinary(byte[] bytes) {
        socket.writeBinaryMessage(Buffer.buffer(bytes));
    }

    public void request(long events) throws Exception {
        credit += events;
        send(new JsonObject().put("op", "request").put("n", events));
    }

    /** The token of the last frame that had one. */
    public String token() {
        return token;
    }

    /** The next frame, whatever it is; fails at the end of the socket. */
    public JsonObject next() throws InterruptedException {
        String text = nextText();
        if (text == null) {
            throw new AssertionError("the socket is closed, " + socket.closeStatusCode() + " " + socket.closeReason()
                    + ", after " + last);
        }
        JsonObject frame = new JsonObject(text);
        token = frame.getString("token", token);
        if ("events".equals(frame.getString("op"))) {
            int spent = frame.getJsonArray("events").size();
            assertThat(spent).as("no more events than credit").isBetween(1, (int) Math.min(credit, Integer.MAX_VALUE));
            credit -= spent;
        }
        return frame;
    }

    /** The next message as it came, null at the end of the socket. */
    @Nullable
    public String nextText() throws InterruptedException {
        String text = frames.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (text == null) {
            throw new AssertionError("silence; the last frames were " + last);
        }
        if (text.equals(END)) {
            frames.add(END);
            return null;
        }
        last.addLast(text.length() > 300 ? text.substring(0, 300) + "…" : text);
        if (last.size() > REMEMBERED) {
            last.removeFirst();
        }
        return text;
    }

    /** Passes frames until one of the op, which it gives. */
    public JsonObject await(String op) throws InterruptedException {
        for (JsonObject frame = next(); ; frame = next()) {
            if (op.equals(frame.getString("op"))) {
                return frame;
            }
            if ("problem".equals(frame.getString("op"))) {
                throw new AssertionError("awaited " + op + ", got " + frame);
            }
        }
    }

    /** Takes exactly so many events, asking for {@code step} at a time whenever all that was asked for has come. */
    public void take(long events, int step, Consumer<Delivery> to) throws Exception {
        for (long taken = 0; taken < events; ) {
            if (credit == 0) {
                request(Math.min(step, events - taken));
            }
            for (Delivery delivery : deliveries(next())) {
                to.accept(delivery);
                taken++;
            }
        }
    }

    /** Takes events until the stream says that it has completed, which it gives. */
    public JsonObject takeAll(int step, Consumer<Delivery> to) throws Exception {
        if (credit == 0) {
            ask(step);
        }
        for (JsonObject frame = next(); ; frame = next()) {
            if ("completed".equals(frame.getString("op"))) {
                return frame;
            }
            deliveries(frame).forEach(to);
            if (credit == 0) {
                ask(step);
            }
        }
    }

    /** A range without events completes before it is asked for any. */
    private void ask(int step) {
        credit += step;
        offer(new JsonObject().put("op", "request").put("n", step));
    }

    /** Whether there is nothing to read now. */
    public boolean quiet() {
        return frames.isEmpty();
    }

    /** Waits for the end of the socket and gives its close code. */
    public int closeCode() throws InterruptedException {
        while (nextText() != null) {
            // What was under way before the end.
        }
        Short code = socket.closeStatusCode();
        return code == null ? -1 : code;
    }

    public static List<Delivery> deliveries(JsonObject frame) {
        return frame.getJsonArray("events", new JsonArray()).stream()
                .map(delivery -> new Delivery((JsonObject) delivery))
                .toList();
    }

    /** Ends the connection without a word; any thread. */
    void cut() {
        client.close();
    }

    @Override
    public void close() {
        socket.close();
        client.close();
    }
}
