package dev.playhead.ws;

import static dev.playhead.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.event.Event;
import dev.playhead.event.Partition;
import dev.playhead.event.Refusal;
import dev.playhead.log.Append;
import dev.playhead.log.Topic;
import dev.playhead.testing.RealStores;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Groups over a real Kafka and a real Redis, with real WebSockets. */
final class GroupStreamIT {
    private static final int PARTITIONS = 4;
    private static final int KEYS = 40;

    private final Vertx clients = Vertx.vertx();
    private final WebSocketClient client = clients.createWebSocketClient(
            new WebSocketClientOptions().setMaxFrameSize(8 << 20).setMaxMessageSize(8 << 20));
    private final GroupNode one = new GroupNode(RealStores.shared(), "one");
    private final GroupNode two = new GroupNode(RealStores.shared(), "two");
    private final Book book = new Book();
    private final String group = "group-" + UUID.randomUUID();

    @AfterEach
    void close() {
        one.close();
        two.close();
        StreamFixture.await(clients.close());
    }

    @Test
    void shouldConfirmEveryEventOnceInOrderOfItsKeyWhenConnectionsComeAndGo() throws Exception {
        Topic topic = StreamFixture.await(one.kafka.topics().create(group, PARTITIONS, true))
                .topic();
        int events = 4000;
        append(one, topic, 0, events / 2);
        Random random = new Random(7);
        List<WebSocket> sockets = new ArrayList<>();
        for (int connection = 0; connection < 4; connection++) {
            sockets.add(connect(connection % 2 == 0 ? one : two, topic.name(), group));
        }
        for (int round = 1; round <= 10; round++) {
            int goal = events / 2 * round / 12;
            eventually("given " + goal, () -> book.seen() >= goal);
            StreamFixture.await(sockets.remove(random.nextInt(sockets.size())).close());
            sockets.add(connect(random.nextBoolean() ? one : two, topic.name(), group));
        }
        append(one, topic, events / 2, events / 2);
        // Not by the answers: those on their way to a socket that was closed are lost, and what they answer is not
        eventually("all given", () -> book.seen() == events);

        assertThat(book.faults()).isEmpty();
        eventually("every cursor is at the end", () -> cursors(group) == events);
    }

    @Test
    void shouldGoOnElsewhereAndSendNothingStaleWhenANodeHangsPastItsLease() throws Exception {
        Topic topic = StreamFixture.await(one.kafka.topics().create(group, PARTITIONS, true))
                .topic();
        append(one, topic, 0, 200);
        connect(one, topic.name(), group);
        eventually("the first has all", () -> book.confirmed() == 200);
        connect(two, topic.name(), group);
        eventually("both serve", () -> served(one, group) == 2 && served(two, group) == 2);

        CountDownLatch over = new CountDownLatch(1);
        hang(one.vertx, over);
        append(two, topic, 200, 200);
        eventually("the other has all of it", () -> served(two, group) == PARTITIONS && book.confirmed() == 400);
        over.countDown();
        append(two, topic, 400, 200);
        eventually("shared again", () -> served(one, group) == 2 && served(two, group) == 2);
        append(two, topic, 600, 200);
        eventually("all confirmed", () -> book.confirmed() == 800);

        assertThat(book.faults()).isEmpty();
    }

    /** Keeps every event loop from doing anything, as a node that is stopped. */
    private static void hang(Vertx vertx, CountDownLatch over) {
        for (int loop = 0; loop < 32; loop++) {
            new Thread(() -> vertx.getOrCreateContext().runOnContext(here -> {
                        try {
                            over.await(20, TimeUnit.SECONDS);
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                    }))
                    .start();
        }
    }

    private int served(GroupNode node, String group) {
        return StreamFixture.await(node.streams.served(group)).size();
    }

    private long cursors(String group) {
        return StreamFixture.await(one.streams.served(group)).stream()
                        .mapToLong(each -> each.cursor())
                        .sum()
                + StreamFixture.await(two.streams.served(group)).stream()
                        .mapToLong(each -> each.cursor())
                        .sum();
    }

    private WebSocket connect(GroupNode node, String topic, String group) {
        return StreamFixture.await(
                client.connect(node.port(), "127.0.0.1", "/v1/stream").map(socket -> {
                    book.keep(socket);
                    socket.writeTextMessage(new JsonObject()
                            .put("op", "subscribe")
                            .put("topics", new JsonArray().add(topic))
                            .put("from", "earliest")
                            .put("group", group)
                            .put("credit", 1_000_000)
                            .put("batch", new JsonObject().put("events", 50))
                            .encode());
                    return socket;
                }));
    }

    static void append(GroupNode node, Topic topic, int from, int count) throws Exception {
        AtomicInteger left = new AtomicInteger(count);
        List<Append> appends = new ArrayList<>();
        for (int number = from; number < from + count; number++) {
            byte[] key = ("key-" + number % KEYS).getBytes(StandardCharsets.UTF_8);
            byte[] json = ("{\"specversion\":\"1.0\",\"id\":\"" + number
                            + "\",\"source\":\"/it\",\"type\":\"t\",\"subject\":\"key-" + number % KEYS + "\"}")
                    .getBytes(StandardCharsets.UTF_8);
            Event event = new Event(
                    "/it".getBytes(StandardCharsets.UTF_8),
                    Integer.toString(number).getBytes(StandardCharsets.UTF_8),
                    key,
                    json,
                    List.of(new Event.Header(
                            "content-type", "application/cloudevents+json".getBytes(StandardCharsets.UTF_8))));
            int partition = node.kafka.eventLog().partitionFor(topic, key);
            appends.add(new TestAppend(event, new Partition(topic.name(), partition), left));
        }
        node.kafka.eventLog().append(appends);
        eventually("appended", () -> left.get() == 0);
    }

    private record TestAppend(Event event, Partition partition, AtomicInteger left) implements Append {
        @Override
        public void stored(long offset, long recorded) {
            left.decrementAndGet();
        }

        @Override
        public void failed(Refusal refusal) {
            throw new AssertionError(refusal.toString());
        }
    }

    /** What consumers were given, and what they were told of their confirmations. */
    private static final class Book {
        private final Map<String, Integer> last = new HashMap<>();
        private final Set<String> confirmed = new HashSet<>();
        private final Set<String> seen = new HashSet<>();
        private final List<String> faults = new ArrayList<>();
        private long nextRef;

        void keep(WebSocket socket) {
            Map<Long, List<String>> asked = new HashMap<>();
            socket.textMessageHandler(text -> {
                JsonObject frame = new JsonObject(text);
                switch (frame.getString("op")) {
                    case "events" -> socket.writeTextMessage(given(frame.getJsonArray("events"), asked));
                    case "confirmed" -> confirmed(asked.remove(frame.getLong("ref")));
                    case "problem" -> fault(text);
                    default -> {}
                }
            });
        }

        private synchronized String given(JsonArray events, Map<Long, List<String>> asked) {
            JsonArray positions = new JsonArray();
            List<String> ids = new ArrayList<>();
            for (int index = 0; index < events.size(); index++) {
                JsonObject delivery = events.getJsonObject(index);
                JsonObject event = delivery.getJsonObject("event");
                String id = event.getString("id");
                if (confirmed.contains(id)) {
                    faults.add(id + " came after its confirmation was answered");
                }
                Integer before = seen.add(id) ? last.put(event.getString("subject"), Integer.valueOf(id)) : null;
                if (before != null && before > Integer.parseInt(id)) {
                    faults.add(id + " came first after " + before);
                }
                ids.add(id);
                positions.add(GroupStreamTest.position(delivery));
            }
            long ref = nextRef++;
            asked.put(ref, ids);
            return new JsonObject()
                    .put("op", "confirm")
                    .put("ref", ref)
                    .put("positions", positions)
                    .encode();
        }

        private synchronized void confirmed(List<String> ids) {
            confirmed.addAll(ids);
        }

        private synchronized void fault(String what) {
            faults.add(what);
        }

        synchronized int seen() {
            return seen.size();
        }

        synchronized int confirmed() {
            return confirmed.size();
        }

        synchronized List<String> faults() {
            return List.copyOf(faults);
        }
    }
}
