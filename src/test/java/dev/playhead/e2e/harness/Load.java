package dev.playhead.e2e.harness;

import dev.playhead.e2e.checks.History;
import dev.playhead.e2e.checks.Place;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Clients of a cluster that put down all that they see: some append, some read live streams, some are of a group. Whatever
 * fails they try again on another node, as careful services do. A thread for each; steered by one.
 */
public final class Load implements AutoCloseable {
    private static final int BATCH = 20;
    private static final int CREDIT = 500;
    private static final int KEYS = 8;
    private static final long AGAIN_NANOS = 50_000_000;
    private static final long PAUSE_NANOS = 20_000_000;

    private final Vertx vertx;
    private final Cluster cluster;
    private final History history;
    private final String topic;
    private final List<Thread> appenders = new ArrayList<>();
    private final List<Thread> readers = new ArrayList<>();
    private final List<Stream> open = new ArrayList<>();
    private final List<List<Sample>> sent = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger names = new AtomicInteger();
    private final AtomicLong stored = new AtomicLong();
    private final List<String> failures = new ArrayList<>();
    private volatile boolean appending = true;
    private volatile boolean reading = true;

    public Load(Vertx vertx, Cluster cluster, History history, String topic) {
        this.vertx = vertx;
        this.cluster = cluster;
        this.history = history;
        this.topic = topic;
    }

    /** Appends batches, one after the other, first to the node of that number. */
    public Load appender(int node) {
        return start(appenders, name -> append(name, node));
    }

    /** Reads the topic live from its beginning, first from the node of that number, and goes on from tokens. */
    public Load stream(int node) {
        return start(readers, name -> follow(name, node));
    }

    /** Is of the group. */
    public Load member(String group, int node) {
        return start(readers, name -> serve(group, name, node));
    }

    /** Is one of the connections of a replay's target, until that is completed; each event taken is told. */
    Load attend(String replay, String target, int node, Runnable taken) {
        return start(readers, name -> attend(replay, target, name, node, taken));
    }

    private Load start(List<Thread> among, java.util.function.Consumer<String> work) {
        String name = "client-" + names.incrementAndGet();
        Thread thread = new Thread(() -> work.accept(name), name);
        thread.setDaemon(true);
        among.add(thread);
        thread.start();
        return this;
    }

    /** How many events were acknowledged. */
    public long stored() {
        return stored.get();
    }

    /** Requests that ended otherwise than by success, a problem that says to try again, or at a node that is not there. */
    public synchronized List<String> failures() {
        return List.copyOf(failures);
    }

    /** Ends the appenders once their last batch is stored. */
    public void endAppends() throws InterruptedException {
        appending = false;
        for (Thread thread : appenders) {
            thread.join(120_000);
        }
    }

    @Override
    public void close() throws InterruptedException {
        endAppends();
        reading = false;
        synchronized (this) {
            open.forEach(Stream::cut);
        }
        for (Thread thread : readers) {
            thread.join(30_000);
        }
    }

    // ---- in

    private void append(String name, int first) {
        int node = first;
        for (int batch = 0; appending; batch++) {
            List<Sample> samples = new ArrayList<>();
            for (int index = 0; index < BATCH; index++) {
                int number = batch * BATCH + index;
                samples.add(new Sample(name + "-" + number, name + "-key-" + number % KEYS));
            }
            sent.add(samples);
            node = sendAll(samples, node);
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    /** Appends everything again that another load has appended, with the same ids, and returns once all of it is stored. */
    public void repeat(Load other, int node) {
        List.copyOf(other.sent).forEach(samples -> sendAll(samples, node));
    }

    /** Tries one node after the other until all is stored; returns the last. */
    private int sendAll(List<Sample> samples, int first) {
        int node = first;
        List<Sample> rest = send(samples, node);
        while (!rest.isEmpty()) {
            node = (node + 1) % cluster.size();
            LockSupport.parkNanos(AGAIN_NANOS);
            rest = send(rest, node);
        }
        return node;
    }

    private record Sample(String id, String key) {}

    /** Returns what is to be sent again: from the first on that was not stored, since order counts. */
    private List<Sample> send(List<Sample> samples, int node) {
        JsonArray batch = new JsonArray();
        List<Long> ops = new ArrayList<>();
        for (Sample each : samples) {
            batch.add(new JsonObject(Samples.event(each.id(), each.key(), "\"n\":1")));
            ops.add(history.appending(cluster.node(node).directory().toString(), topic, each.id(), each.key()));
        }
        HttpResponse<String> answer;
        try {
            answer = Http.of(cluster.node(node))
                    .call(
                            "POST",
                            "/v1/topics/" + topic + "/events",
                            "application/cloudevents-batch+json",
                            batch.encode());
        } catch (ConnectException nobody) {
            ops.forEach(op -> history.refused(op, "not connected", true, true));
            return samples;
        } catch (IOException lost) {
            ops.forEach(history::unanswered);
            failed("no answer: " + lost);
            return samples;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return List.of();
        }
        return answered(samples, ops, new JsonObject(answer.body()), answer.statusCode());
    }

    private List<Sample> answered(List<Sample> samples, List<Long> ops, JsonObject answer, int status) {
        JsonArray receipts = answer.getJsonArray("receipts");
        int again = samples.size();
        for (int index = 0; index < samples.size(); index++) {
            JsonObject receipt = receipts == null ? null : receipts.getJsonObject(index);
            JsonObject problem = receipt == null ? answer : receipt.getJsonObject("problem");
            if (receipt != null && problem == null) {
                history.appended(ops.get(index), place(receipt), receipt.getBoolean("duplicate"));
                stored.incrementAndGet();
            } else {
                again = Math.min(again, index);
                refused(ops.get(index), problem, status);
            }
        }
        return samples.subList(again, samples.size());
    }

    private void refused(long op, JsonObject problem, int status) {
        boolean retryable = problem.getBoolean("retryable", false);
        history.refused(op, problem.getString("code", "" + status), retryable, false);
        if (!retryable) {
            failed(status + " " + problem.encode());
        }
    }

    private synchronized void failed(String what) {
        failures.add(what);
    }

    private static Place place(JsonObject at) {
        return new Place(at.getString("topic"), at.getInteger("partition"), at.getLong("offset"));
    }

    // ---- out

    private void follow(String name, int first) {
        History.Taker taker = new History.Taker(History.Kind.STREAM, name, name);
        Object[] from = {"earliest"};
        connected(
                first,
                () -> reading,
                (node, stream) -> {
                    while (reading) {
                        JsonObject frame = stream.next();
                        for (Delivery each : Stream.deliveries(frame)) {
                            delivered(taker, 0, each);
                        }
                        if (frame.containsKey("token")) {
                            from[0] = new JsonObject().put("token", frame.getString("token"));
                        }
                        again(stream, frame);
                    }
                },
                node -> Stream.subscribe(
                        vertx, node, Stream.request(topic, from[0]).put("credit", CREDIT)));
    }

    private void serve(String group, String name, int first) {
        int[] connections = {0};
        connected(
                first,
                () -> reading,
                (node, stream) -> {
                    History.Taker taker = new History.Taker(History.Kind.GROUP, group, name + "/" + connections[0]++);
                    GroupTurn turn = new GroupTurn(
                            history, taker, cluster.node(node).directory().toString(), stream);
                    while (reading) {
                        JsonObject frame = stream.next();
                        turn.take(frame);
                        again(stream, frame);
                    }
                },
                node -> Stream.subscribe(
                        vertx,
                        node,
                        Stream.request(topic, "earliest").put("group", group).put("credit", CREDIT)));
    }

    private void attend(String replay, String target, String name, int first, Runnable taken) {
        int[] connections = {0};
        boolean[] completed = {false};
        connected(
                first,
                () -> reading && !completed[0],
                (node, stream) -> {
                    History.Taker taker = new History.Taker(
                            History.Kind.GROUP, ReplayRun.name(replay, target), name + "/" + connections[0]++);
                    GroupTurn turn = new GroupTurn(
                            history, taker, cluster.node(node).directory().toString(), stream);
                    while (reading && !completed[0]) {
                        JsonObject frame = stream.next();
                        turn.take(frame);
                        again(stream, frame);
                        Stream.deliveries(frame).forEach(each -> taken.run());
                        completed[0] = "completed".equals(frame.getString("op"));
                    }
                },
                node -> Stream.attend(vertx, node, replay, target, CREDIT));
    }

    private void delivered(History.Taker taker, long epoch, Delivery each) {
        history.delivered(
                taker,
                epoch,
                place(each.json()),
                each.event().getString("id"),
                each.event().getString("subject"),
                each.json().getInteger("attempt", 1));
    }

    private static void again(Stream stream, JsonObject frame) throws Exception {
        if ("events".equals(frame.getString("op"))) {
            stream.request(frame.getJsonArray("events").size());
        }
    }

    private interface Turn {
        void run(int node, Stream stream) throws Exception;
    }

    private interface Way {
        Stream open(NodeProcess node) throws Exception;
    }

    private void connected(int first, BooleanSupplier goesOn, Turn turn, Way way) {
        for (int node = first; goesOn.getAsBoolean(); node = (node + 1) % cluster.size()) {
            @Nullable Stream stream = null;
            try {
                stream = way.open(cluster.node(node));
                keep(stream, true);
                turn.run(node, stream);
            } catch (Exception | AssertionError gone) {
                LockSupport.parkNanos(AGAIN_NANOS);
            } finally {
                if (stream != null) {
                    keep(stream, false);
                    stream.cut();
                }
            }
        }
    }

    private synchronized void keep(Stream stream, boolean isOpen) {
        if (isOpen) {
            open.add(stream);
        } else {
            open.remove(stream);
        }
    }
}
