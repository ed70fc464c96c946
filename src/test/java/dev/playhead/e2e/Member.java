package dev.playhead.e2e;

import static dev.playhead.e2e.Stream.request;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One of a group's connections, as a service would have it: it takes events, then confirms them, and connects again
 * whenever its connection ends, until it is closed. A thread of its own; {@link #cut} and {@link #close} on any.
 */
final class Member implements AutoCloseable {
    /** What it says of events that it could not process. */
    static final String REASON = "it cannot be read";

    private static final int CREDIT = 400;
    private static final Duration AGAIN = Duration.ofMillis(100);

    private final Vertx vertx;
    private final NodeProcess node;
    private final String topic;
    private final String group;
    private final Service service;
    private final Thread thread = new Thread(this::run, "member");
    private volatile boolean ended;
    private volatile @Nullable Stream stream;

    /** What its service does and remembers. Calls come from all members at once. */
    interface Service {
        /** Processes them, and gives those that it could not. */
        List<Delivery> take(List<Delivery> deliveries);

        /** The confirmation of these has been answered. */
        void answered(List<Delivery> deliveries);
    }

    Member(Vertx vertx, NodeProcess node, String topic, String group, Service service) {
        this.vertx = vertx;
        this.node = node;
        this.topic = topic;
        this.group = group;
        this.service = service;
        thread.start();
    }

    /** Ends its connection without a word, in the middle of whatever it does. */
    void cut() {
        Stream now = stream;
        if (now != null) {
            now.cut();
        }
    }

    @Override
    public void close() throws InterruptedException {
        ended = true;
        Stream now = stream;
        if (now != null) {
            now.close();
        }
        thread.join(TimeUnit.SECONDS.toMillis(90));
    }

    private void run() {
        while (!ended) {
            try (Stream connected = Stream.subscribe(
                    vertx, node, request(topic, "earliest").put("group", group).put("credit", CREDIT))) {
                stream = connected;
                serve(connected);
            } catch (Exception | AssertionError gone) {
                LockSupport.parkNanos(AGAIN.toNanos());
            }
        }
    }

    private void serve(Stream connected) throws Exception {
        Map<Long, List<Delivery>> unanswered = new HashMap<>();
        long ref = 0;
        while (!ended) {
            JsonObject frame = connected.next();
            switch (frame.getString("op")) {
                case "events" -> {
                    List<Delivery> deliveries = Stream.deliveries(frame);
                    List<Delivery> failed = service.take(deliveries);
                    List<Delivery> done = deliveries.stream()
                            .filter(each -> !failed.contains(each))
                            .toList();
                    unanswered.put(++ref, done);
                    if (!done.isEmpty()) {
                        connected.send(about("confirm", ref, done));
                    }
                    if (!failed.isEmpty()) {
                        connected.send(about("fail", ref, failed).put("reason", REASON));
                    }
                    connected.request(deliveries.size());
                }
                case "confirmed" -> service.answered(unanswered.remove(frame.getLong("ref")));
                case "problem" -> throw new IllegalStateException(frame.encode());
                default -> {}
            }
        }
    }

    private static JsonObject about(String op, long ref, List<Delivery> deliveries) {
        JsonArray positions = new JsonArray();
        deliveries.forEach(each -> positions.add(new JsonObject()
                .put("topic", each.topic())
                .put("partition", each.partition())
                .put("offset", each.offset())));
        return new JsonObject().put("op", op).put("ref", ref).put("positions", positions);
    }
}
