package dev.playhead.e2e.harness;

import static dev.playhead.testing.Eventually.eventually;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A little of everything that a node can be asked for, again and again until it is closed: appends by all edges, some twice
 * and some that are refused, streams, a group that confirms, fails, parks, and whose parked events are redriven and
 * discarded, replays that complete and that are cancelled. Threads of its own.
 */
public final class Busy implements AutoCloseable {
    private static final String JSON = "application/json";
    private static final String POISON = "key-3";
    private static final String GROUP = "billing";
    private static final int PARTITIONS = 4;
    private static final int KEYS = 20;
    private static final int EVENTS = 200;
    private static final long PAUSE_NANOS = 100_000_000;

    private final Vertx vertx;
    private final NodeProcess node;
    private final Http http;
    private final List<Thread> threads = new ArrayList<>();
    private final List<AutoCloseable> open = new ArrayList<>();
    private final AtomicLong rounds = new AtomicLong();
    private volatile @Nullable Throwable failure;
    private volatile boolean ended;

    /** One round of one of its threads. */
    private interface Round {
        void run(long number) throws Exception;
    }

    private Busy(Vertx vertx, NodeProcess node) {
        this.vertx = vertx;
        this.node = node;
        this.http = Http.of(node);
    }

    /** Begins, and goes on until it is closed. */
    public static Busy on(Vertx vertx, NodeProcess node) throws Exception {
        Busy busy = new Busy(vertx, node);
        busy.http.makeTopic("orders", PARTITIONS);
        busy.http.call("PUT", "/v1/groups/" + GROUP, JSON, """
                {"topics":["orders"],"from":"earliest","retry":1,"backoffDelay":"PT0.05S","deadline":"PT5S"}""");
        busy.attend();
        busy.again("append", busy::append);
        busy.again("subscribe", busy::subscribe);
        busy.again("steer", busy::steer);
        busy.again("replay", busy::replay);
        return busy;
    }

    /** How often all of it has been done, at least. */
    public long rounds() {
        Throwable failed = failure;
        if (failed != null) {
            throw new AssertionError("the load has ended", failed);
        }
        return rounds.get();
    }

    private void attend() {
        for (int member = 0; member < 2; member++) {
            open.add(new Member(vertx, node, "orders", GROUP, new Processing(POISON)));
        }
    }

    /** Takes all but those of one key. */
    private record Processing(String poison) implements Member.Service {
        @Override
        public List<Delivery> take(List<Delivery> deliveries) {
            return deliveries.stream()
                    .filter(each -> poison.equals(each.event().getString("subject")))
                    .toList();
        }

        @Override
        public void answered(List<Delivery> deliveries) {
            // Nothing to remember
        }
    }

    private void append(long number) throws Exception {
        List<String> events = Samples.events("b" + number, EVENTS, KEYS);
        http.post("orders", "", Samples.lines(events));
        http.post("orders", "", Samples.lines(events.subList(0, 10)));
        String batch = "[" + String.join(",", Samples.events("c" + number, 20, KEYS)) + "]";
        http.call("POST", "/v1/topics/orders/events", "application/cloudevents-batch+json", batch);
        String one = Samples.event("d" + number, POISON, "\"n\":" + number);
        http.call("POST", "/v1/topics/orders/events", "application/cloudevents+json", one);
        http.call("POST", "/v1/topics/orders/events", "application/cloudevents+json", "{\"id\":\"none\"}");
        http.get("/v1/groups/nobody");
        try (Lines lines = Lines.to(node, "orders")) {
            Samples.events("t" + number, 50, KEYS).forEach(event -> send(lines, event));
            send(lines, "{}");
            lines.finish();
            for (int receipts = 0; receipts < 51; ) {
                receipts += lines.receipts().size();
            }
        }
        rounds.incrementAndGet();
    }

    private static void send(Lines lines, String event) {
        try {
            lines.send(event);
        } catch (java.io.IOException broken) {
            throw new java.io.UncheckedIOException(broken);
        }
    }

    /** A stream of some keys, and one of all, which is given credit and is never left. */
    private void subscribe(long number) throws Exception {
        if (number == 0) {
            open.add(Stream.subscribe(
                    vertx, node, Stream.request("orders", "latest").put("credit", 1_000_000_000L)));
        }
        JsonObject some = Stream.request("orders", "earliest")
                .put("to", "now")
                .put("filter", new io.vertx.core.json.JsonArray("[{\"exact\":{\"subject\":\"key-1\"}}]"));
        try (Stream stream = Stream.subscribe(vertx, node, some)) {
            stream.takeAll(500, delivery -> {});
        }
    }

    /** Redrives what is parked, and discards what is parked the other time. */
    private void steer(long number) throws Exception {
        String what = number % 2 == 0 ? "redrive" : "discard";
        http.call("POST", "/v1/groups/" + GROUP + "/parked/" + what, JSON, "{\"all\":true}");
        http.get("/v1/groups");
        http.get("/v1/cluster");
    }

    private void replay(long number) throws Exception {
        String body = """
                {"topics":["orders"],"from":"earliest","to":"now","targets":["audit"]}""";
        String id = new JsonObject(http.call("POST", "/v1/replays", JSON, body).body()).getString("id");
        if (number % 3 == 2) {
            http.call("POST", "/v1/replays/" + id + "/cancel", JSON, "");
        } else {
            try (Member target = new Member(vertx, List.of(node), 0, id, "audit", new Processing(""))) {
                eventually("the replay is completed", () -> ended || target.hasCompleted());
            }
        }
        http.call("DELETE", "/v1/replays/" + id, JSON, "");
    }

    private void again(String name, Round round) {
        Thread thread = new Thread(
                () -> {
                    for (long number = 0; !ended && failure == null; number++) {
                        try {
                            round.run(number);
                        } catch (Exception | AssertionError failed) {
                            failure = ended ? failure : failed;
                        }
                        LockSupport.parkNanos(PAUSE_NANOS);
                    }
                },
                "busy-" + name);
        threads.add(thread);
        thread.start();
    }

    @Override
    public void close() throws Exception {
        ended = true;
        for (AutoCloseable each : List.copyOf(open)) {
            each.close();
        }
        for (Thread thread : threads) {
            thread.join(60_000);
        }
    }
}
