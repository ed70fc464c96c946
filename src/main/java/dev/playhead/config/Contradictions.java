package dev.playhead.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Finds settings of different records that cannot work together; called once, on the main thread. */
final class Contradictions {
    private final Settings settings;
    private final List<String> found = new ArrayList<>();

    private Contradictions(Settings settings) {
        this.settings = settings;
    }

    /** Returns a sentence for each contradiction. */
    static List<String> of(Settings settings) {
        Contradictions contradictions = new Contradictions(settings);
        contradictions.compareSizes();
        contradictions.compareTimes();
        contradictions.compareStores();
        contradictions.comparePorts();
        return contradictions.found;
    }

    private void compareSizes() {
        long event = settings.limits().maxEventBytes();
        long body = settings.limits().maxBody();
        atLeast(
                "topics.maxRecordBytes",
                settings.topics().maxRecordBytes(),
                "events.maxBytes",
                event,
                "otherwise Kafka refuses events that the edges accept");
        atLeast("http.maxBody", body, "events.maxBytes", event, "otherwise no batch can hold the largest event");
        atLeast(
                "edges.maxReceived",
                settings.edges().maxReceived(),
                "http.maxBody",
                body,
                "otherwise the node never has room for the largest body");
        atLeast(
                "kafka.bufferBytes",
                settings.kafka().bufferBytes(),
                "ingest.maxBytes",
                settings.ingest().maxBytes(),
                "otherwise the producer's buffer is full before the node refuses events");
        atLeast(
                "ws.maxMessage",
                settings.ws().maxMessage(),
                "delivery.maxBatchBytes",
                settings.delivery().maxBatchBytes(),
                "otherwise a client cannot confirm a frame of events in one frame");
    }

    private void compareTimes() {
        if (settings.window().heartbeat().compareTo(settings.ingest().outage()) <= 0) {
            found.add("window.heartbeat is " + settings.window().heartbeat()
                    + ", but takes more than ingest.outage, which is "
                    + settings.ingest().outage() + ": otherwise other nodes consider a waiting node dead");
        }
        if (settings.window().silence().compareTo(settings.window().heartbeat()) > 0) {
            found.add("window.silence is " + settings.window().silence()
                    + ", but takes no more than window.heartbeat, which is "
                    + settings.window().heartbeat() + ": a node is dead after that without any look at its ports");
        }
        if (settings.groups().maxBackoff().compareTo(settings.groups().backoffDelay()) < 0) {
            found.add("groups.maxBackoff is " + settings.groups().maxBackoff()
                    + ", but takes no less than groups.backoffDelay, which is "
                    + settings.groups().backoffDelay());
        }
    }

    private void compareStores() {
        if (settings.kafka().bootstrapServers().isEmpty() && settings.topics().replication() > 1) {
            found.add("topics.replication is " + settings.topics().replication()
                    + ", but takes 1 or -1 without kafka.bootstrap.servers: the embedded Kafka is one broker");
        }
        if (settings.kafka().bootstrapServers().isEmpty()) {
            settings.kafka().properties().keySet().stream()
                    .filter(name -> name.matches("(security|sasl|ssl)\\..*"))
                    .sorted()
                    .forEach(name -> found.add("kafka.properties." + name + " is given without kafka.bootstrap.servers:"
                            + " the embedded Kafka asks for no login"));
        }
    }

    private void comparePorts() {
        Map<String, Integer> ports = new LinkedHashMap<>();
        ports.put("http.port", settings.http().port());
        ports.put("tcp.port", settings.tcp().port());
        ports.put("management.port", settings.management().port());
        if (!settings.cluster().alone()) {
            settings.cluster().port().ifPresent(port -> ports.put("cluster.port", port));
            ports.put("cluster.busPort", settings.cluster().busPort());
        }
        if (settings.kafka().bootstrapServers().isEmpty()) {
            ports.put("sandbox.kafka.port", settings.sandbox().kafkaPort());
            settings.sandbox().controllerPort().ifPresent(port -> ports.put("sandbox.kafka.controllerPort", port));
        }
        if (settings.redis().url().isEmpty()) {
            ports.put("sandbox.redis.port", settings.sandbox().redisPort());
        }
        Map<Integer, String> taken = new LinkedHashMap<>();
        ports.forEach((key, port) -> {
            String other = port == 0 ? null : taken.putIfAbsent(port, key);
            if (other != null) {
                found.add(other + " and " + key + " must differ, but are both " + port);
            }
        });
    }

    private void atLeast(String key, long value, String other, long least, String reason) {
        if (value < least) {
            found.add(key + " is " + value + ", but takes at least " + other + ", which is " + least + ": " + reason);
        }
    }
}
