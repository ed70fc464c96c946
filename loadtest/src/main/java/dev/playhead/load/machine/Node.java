package dev.playhead.load.machine;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Owns the node under test: one that it has started from the packaged jar, on free ports and an empty data directory, or
 * one that was there.
 */
public final class Node implements AutoCloseable {
    /** Of the JVM of a node, as the README starts it. */
    public static final String ARGUMENTS = "-Xms1g -Xmx1g -Xmn600m -XX:+UseParallelGC -XX:+ExitOnOutOfMemoryError";

    private static final String HOST = "127.0.0.1";
    private static final Duration READY = Duration.ofSeconds(180);
    private static final Duration LEFT = Duration.ofSeconds(20);
    private static final Pattern CONFIRMED = Pattern.compile("\"confirmed\":(\\d+)");
    private static final int CONFLICT = 409;
    private static final int CREATED = 201;
    private static final long POLL_NANOS = 50_000_000;

    /** Where a node listens. */
    public record Ports(int http, int tcp, int management, int kafka, int redis) {
        static Ports free() throws IOException {
            return new Ports(Child.freePort(), Child.freePort(), Child.freePort(), Child.freePort(), Child.freePort());
        }
    }

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Ports ports;
    private final Optional<Child> child;
    private final Optional<ProcessHandle> process;

    private Node(Ports ports, Optional<Child> child, Optional<ProcessHandle> process) {
        this.ports = ports;
        this.child = child;
        this.process = process;
    }

    /** Where a node that is started in the directory has its data. */
    public static Path data(Path directory) {
        return directory.resolve("data");
    }

    /** A node that is there, with the process to watch if its id is known. */
    public static Node running(Ports ports, Optional<Long> pid) {
        return new Node(ports, Optional.empty(), pid.flatMap(ProcessHandle::of));
    }

    /** Starts a node and waits until it is ready; its log stands in the directory beside its data. */
    public static Node start(Path jar, List<String> jvmArguments, Path directory)
            throws IOException, InterruptedException {
        return start(jar, jvmArguments, Map.of(), directory);
    }

    /** The same, with settings as variables of the environment. */
    public static Node start(Path jar, List<String> jvmArguments, Map<String, String> settings, Path directory)
            throws IOException, InterruptedException {
        Ports ports = Ports.free();
        Map<String, String> particular = new HashMap<>(settings);
        particular.put("PLAYHEAD_SANDBOX_KAFKA_PORT", String.valueOf(ports.kafka()));
        particular.put("PLAYHEAD_SANDBOX_KAFKA_CONTROLLERPORT", String.valueOf(Child.freePort()));
        particular.put("PLAYHEAD_SANDBOX_REDIS_PORT", String.valueOf(ports.redis()));
        particular.put("PLAYHEAD_DATA_DIR", data(directory).toString());
        return start(jar, jvmArguments, directory.resolve("node.log"), ports, particular);
    }

    /** Starts another on the Kafka and the Redis of this one, and waits until it is ready. */
    public Node another(Path jar, List<String> jvmArguments, Path log) throws IOException, InterruptedException {
        return another(jar, jvmArguments, Map.of(), 0, log);
    }

    /** The same, with settings as variables of the environment, and in a database of Redis that may be of its own. */
    public Node another(Path jar, List<String> jvmArguments, Map<String, String> settings, int database, Path log)
            throws IOException, InterruptedException {
        Ports free = Ports.free();
        Map<String, String> particular = new HashMap<>(settings);
        particular.put("PLAYHEAD_KAFKA_BOOTSTRAP_SERVERS", bootstrap());
        particular.put("PLAYHEAD_REDIS_URL", "redis://" + HOST + ":" + ports.redis() + "/" + database);
        particular.put(
                "PLAYHEAD_DATA_DIR",
                log.resolveSibling(log.getFileName() + ".data").toString());
        return start(
                jar,
                jvmArguments,
                log,
                new Ports(free.http(), free.tcp(), free.management(), ports.kafka(), ports.redis()),
                particular);
    }

    private static Node start(
            Path jar, List<String> jvmArguments, Path log, Ports ports, Map<String, String> particular)
            throws IOException, InterruptedException {
        Map<String, String> environment = new HashMap<>(particular);
        environment.put("PLAYHEAD_HTTP_PORT", String.valueOf(ports.http()));
        environment.put("PLAYHEAD_TCP_PORT", String.valueOf(ports.tcp()));
        environment.put("PLAYHEAD_MANAGEMENT_PORT", String.valueOf(ports.management()));
        environment.put("PLAYHEAD_CLUSTER_PORT", "0");
        environment.put("PLAYHEAD_CLUSTER_BUSPORT", "0");
        List<String> arguments = new ArrayList<>(jvmArguments);
        arguments.addAll(List.of("-jar", jar.toString()));
        Child child = Child.java(arguments, environment, log);
        Node node = new Node(ports, Optional.of(child), Optional.of(child.handle()));
        try {
            node.awaitReady(child);
            return node;
        } catch (IOException | InterruptedException e) {
            child.close();
            throw e;
        }
    }

    private void awaitReady(Child starting) throws IOException, InterruptedException {
        HttpRequest ready = HttpRequest.newBuilder(
                        URI.create("http://" + HOST + ":" + ports.management() + "/health/ready"))
                .timeout(Duration.ofSeconds(5))
                .build();
        long limit = System.nanoTime() + READY.toNanos();
        while (System.nanoTime() < limit && starting.isAlive()) {
            if (statusOf(ready) == 200) {
                return;
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
        throw new IOException("the node " + (starting.isAlive() ? "is not ready after " + READY : "has ended")
                + "; its log says why");
    }

    private int statusOf(HttpRequest request) throws InterruptedException {
        try {
            return client.send(request, BodyHandlers.discarding()).statusCode();
        } catch (IOException notYet) {
            return 0;
        }
    }

    /** Makes a topic by the node's own call. */
    public void createTopic(String topic, int partitions) throws IOException, InterruptedException {
        HttpRequest create = HttpRequest.newBuilder(uri("/v1/topics/" + topic))
                .header("content-type", "application/json")
                .timeout(Duration.ofSeconds(30))
                .PUT(BodyPublishers.ofString("{\"partitions\":" + partitions + "}"))
                .build();
        HttpResponse<String> answer = client.send(create, BodyHandlers.ofString());
        if (answer.statusCode() / 100 != 2) {
            throw new IOException("topic " + topic + " was not made: " + answer.statusCode() + " " + answer.body());
        }
    }

    /** Makes a replay of all that the topic has, at full speed; gives its id. */
    public String createReplay(String topic, String target) throws IOException, InterruptedException {
        String body = "{\"topics\":[\"" + topic + "\"],\"from\":\"earliest\",\"targets\":[\"" + target + "\"]}";
        HttpRequest create = HttpRequest.newBuilder(uri("/v1/replays"))
                .header("content-type", "application/json")
                .timeout(Duration.ofSeconds(30))
                .POST(BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> answer = client.send(create, BodyHandlers.ofString());
        if (answer.statusCode() != CREATED) {
            throw new IOException("the replay was not made: " + answer.statusCode() + " " + answer.body());
        }
        String location = answer.headers().firstValue("location").orElseThrow();
        return location.substring(location.lastIndexOf('/') + 1);
    }

    /** How many events a replay's one target has confirmed. */
    public long confirmed(String replay) throws IOException, InterruptedException {
        HttpRequest ask = HttpRequest.newBuilder(uri("/v1/replays/" + replay))
                .timeout(Duration.ofSeconds(30))
                .build();
        String answer = client.send(ask, BodyHandlers.ofString()).body();
        Matcher confirmed = CONFIRMED.matcher(answer);
        if (!confirmed.find()) {
            throw new IOException("the replay tells nothing of what was confirmed: " + answer);
        }
        return Long.parseLong(confirmed.group(1));
    }

    /**
     * Deletes a group with what is remembered of its confirmations, which would fill Redis over many runs; waits a while for
     * its connections to have left, and else lets it be.
     */
    public void deleteGroup(String group) throws IOException, InterruptedException {
        delete("/v1/groups/" + group);
    }

    /** Deletes a replay that has ended in the same way. */
    public void deleteReplay(String replay) throws IOException, InterruptedException {
        delete("/v1/replays/" + replay);
    }

    private void delete(String path) throws IOException, InterruptedException {
        HttpRequest delete = HttpRequest.newBuilder(uri(path))
                .timeout(Duration.ofSeconds(30))
                .DELETE()
                .build();
        long limit = System.nanoTime() + LEFT.toNanos();
        int status = CONFLICT;
        while (status == CONFLICT && System.nanoTime() < limit) {
            status = client.send(delete, BodyHandlers.discarding()).statusCode();
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    private URI uri(String path) {
        return URI.create("http://" + HOST + ":" + ports.http() + path);
    }

    public InetSocketAddress http() {
        return new InetSocketAddress(HOST, ports.http());
    }

    public InetSocketAddress tcp() {
        return new InetSocketAddress(HOST, ports.tcp());
    }

    public InetSocketAddress redis() {
        return new InetSocketAddress(HOST, ports.redis());
    }

    public String bootstrap() {
        return HOST + ":" + ports.kafka();
    }

    public long redisBytes() throws IOException {
        return RedisMemory.usedBytes(HOST, ports.redis());
    }

    public Optional<ProcessHandle> process() {
        return process;
    }

    /** Its heap, where its process is known. */
    public Optional<Heap> heap() {
        return process.map(
                handle -> new Heap(handle.pid(), URI.create("http://" + HOST + ":" + ports.management() + "/metrics")));
    }

    @Override
    public void close() throws IOException {
        if (child.isPresent()) {
            child.get().close();
        }
    }
}
