package dev.playhead.e2e.harness;

import static dev.playhead.e2e.harness.Stream.request;

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
 * One of the connections of a group, or of a replay's target, as a service would have it: it takes events, then confirms them, and connects again
 * whenever its connection ends, until it is closed. A thread of its own; {@link #cut} and {@link #close} on any.
 */
public final class Member implements AutoCloseable {
    /** What it says of events that it could not process. */
    public static final String REASON = "it cannot be read";

    private static final int CREDIT = 400;
    private static final Duration AGAIN = Duration.ofMillis(100);

    private final Way way;
    private final Service service;
    private final Thread thread = new Thread(this::run, "member");
    private volatile boolean ended;
    private volatile boolean completed;
    private volatile @Nullable Stream stream;

    /** What its service does and remembers. Calls come from all members at once. */
    public interface Service {
        /** Processes them, and gives those that it could not. */
        List<Delivery> take(List<Delivery> deliveries);

        /** The confirmation of these has been answered. */
        void answered(List<Delivery> deliveries);
    }

    public Member(Vertx vertx, NodeProcess node, String topic, String group, Service service) {
        this(
                attempt -> Stream.subscribe(
                        vertx,
                        node,
                        request(topic, "earliest").put("group", group).put("credit", CREDIT)),
                service);
    }

    /** A connection of a replay's target, which tries one node after the other, from the first on. */
    public Member(Vertx vertx, List<NodeProcess> nodes, int first, String replay, String target, Service service) {
        this(
                attempt -> Stream.attend(vertx, nodes.get((first + attempt) % nodes.size()), replay, target, CREDIT),
                service);
    }

    private Member(Way way, Service service) {
        this.way = way;
        this.service = service;
        thread.start();
    }

    /** How it connects. */
    private interface Way {
        /** @param attempt its number, from 0 */
        Stream open(int attempt) throws Exception;
    }

    /** Whether its replay was completed for its target. */
    public boolean hasCompleted() {
        return completed;
    }

    /** Ends its connection without a word, in the middle of whatever it does. */
    public void cut() {
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
        for (int attempt = 0; !ended && !completed; attempt++) {
            try (Stream connected = way.open(attempt)) {
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
        while (!ended && !completed) {
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
                case "completed" -> completed = true;
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
