package dev.playhead.kafka;

import dev.playhead.event.Partition;
import dev.playhead.event.Problem;
import dev.playhead.event.RefusedException;
import dev.playhead.kafka.client.KafkaFailures;
import dev.playhead.kafka.client.KafkaOffsets;
import dev.playhead.kafka.client.KnownEnds;
import dev.playhead.log.EventLog;
import dev.playhead.log.Journal;
import dev.playhead.log.Topic;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owns this node's knowledge of Kafka's topics. It asks Kafka for a topic at its first use, and again at every
 * {@link #refresh()} and {@link #current}. A journal keeps the window setting of a topic, because Kafka cannot. Any
 * thread.
 *
 * <p>Only this class detects that a topic was deleted or made again. It replaces the topic here, and then tells all
 * keepers of its state.
 *
 * <p>A broker learns of a new topic some moments after Kafka has made it, and answers until then that it is unknown. So
 * that answer alone does not end a topic that this node knows: the node asks again for {@code topics.settle}.
 */
final class TopicDiscovery {
    static final String WINDOW_OFF = "{\"kind\":\"events\",\"window\":false}";
    static final String WINDOW_ON = "{\"kind\":\"events\",\"window\":true}";

    private static final Logger LOG = LoggerFactory.getLogger(TopicDiscovery.class);
    private static final int GONE_TOPICS = 10_000;
    private static final long PAUSE_MILLIS = 50;

    private final Vertx vertx;
    private final Admin admin;
    private final Journal journal;
    private final KnownEnds ends;
    private final Duration settle;
    private final ConcurrentMap<String, Topic> known = new ConcurrentHashMap<>();
    private final List<Consumer<String>> keepers = new CopyOnWriteArrayList<>();

    /** The last deleted topic of each name; guarded by this. */
    private final Map<String, Gone> gone = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Gone> eldest) {
            return size() > GONE_TOPICS;
        }
    };

    /** Holds a deleted topic: a broker with old metadata may still return its id. */
    private record Gone(String id, long since) {}

    /** @param settle the time that brokers may take to know a new topic */
    TopicDiscovery(Vertx vertx, Admin admin, Journal journal, KnownEnds ends, Duration settle) {
        this.vertx = vertx;
        this.admin = admin;
        this.journal = journal;
        this.ends = ends;
        this.settle = settle;
    }

    @Nullable
    Topic cached(String name) {
        return known.get(name);
    }

    /** Registers a keeper for topics that are deleted or made again; called on any thread. */
    void whenGone(Consumer<String> keeper) {
        keepers.add(keeper);
    }

    /** Asks Kafka about the topic. */
    Future<Topic> learn(String name) {
        return describe(List.of(name)).compose(found -> learn(name, found.get(name)));
    }

    /** Asks Kafka about a topic that was just made, until the broker that answers knows it. */
    Future<Topic> learnMade(String name) {
        return settled(() -> learn(name));
    }

    /** Asks about a topic that the log has, until the broker that answers knows it, for {@code topics.settle} at most. */
    <T> Future<T> settled(Supplier<Future<T>> asking) {
        return patiently(System.nanoTime() + settle.toNanos(), asking);
    }

    /** Asks Kafka about all of them at once; those that it does not know are left out. */
    Future<List<Topic>> currentAll(Collection<String> names) {
        return describe(names).compose(found -> {
            List<Future<Optional<Topic>>> topics = found.values().stream()
                    .map(description -> learned(description)
                            .map(Optional::of)
                            .recover(failure -> isNotFound(failure)
                                    ? Future.succeededFuture(Optional.empty())
                                    : Future.failedFuture(failure)))
                    .toList();
            return Future.all(topics).map(all -> topics.stream()
                    .flatMap(topic -> topic.result().stream())
                    .sorted(Comparator.comparing(Topic::name))
                    .toList());
        });
    }

    /**
     * Asks Kafka about a topic that may have been made again; repeats this for a while if this node knows or just knew
     * one.
     */
    Future<Topic> current(String name) {
        long now = System.nanoTime();
        Future<Topic> found =
                patiently(known.containsKey(name) ? now + settle.toNanos() : goneSince(name, now), () -> look(name));
        return found.recover(failure -> isNotFound(failure) ? learn(name) : Future.failedFuture(failure));
    }

    /** Until when another topic may be expected in the place of one that is gone. */
    private synchronized long goneSince(String name, long now) {
        Gone before = gone.get(name);
        return before == null ? now : before.since() + settle.toNanos();
    }

    private <T> Future<T> patiently(long until, Supplier<Future<T>> asking) {
        return asking.get()
                .recover(failure -> isNotFound(failure) && System.nanoTime() - until < 0
                        ? vertx.timer(PAUSE_MILLIS).compose(waited -> patiently(until, asking))
                        : Future.failedFuture(failure));
    }

    /** Asks Kafka for the topic; without an answer that the topic exists, nothing changes. */
    private Future<Topic> look(String name) {
        return describe(List.of(name)).compose(found -> {
            TopicDescription description = found.get(name);
            return description == null ? Future.failedFuture(notFound(name)) : learned(description);
        });
    }

    /** The topic that this node knows, unless Kafka has another one now. */
    private Future<Topic> learned(TopicDescription description) {
        Topic topic = known.get(description.name());
        return topic != null && same(topic, description)
                ? Future.succeededFuture(topic)
                : learn(description.name(), description);
    }

    private Future<Topic> learn(String name, @Nullable TopicDescription description) {
        if (description == null) {
            forget(name);
            return Future.failedFuture(notFound(name));
        }
        return Future.all(journal.load(), ends(description), appendTime(name))
                .map(all -> {
                    Map<String, String> windows = all.resultAt(0);
                    Topic topic = new Topic(
                            name,
                            description.topicId().toString(),
                            description.partitions().size(),
                            !WINDOW_OFF.equals(windows.get(name)),
                            all.resultAt(2));
                    return replace(topic, all.resultAt(1));
                })
                .recover(failure -> Future.failedFuture(KafkaFailures.refused(failure)));
    }

    /**
     * Replaces the known topic. Two discoveries may end in another order than they began: the result with a deleted
     * topic changes nothing. Nor does the result of a broker with old metadata: partitions are never removed.
     */
    private synchronized Topic replace(Topic topic, List<EventLog.End> found) {
        Topic before = known.get(topic.name());
        boolean isGone = isGone(topic.name(), topic.id());
        if (before == null && isGone) {
            throw notFound(topic.name());
        }
        if (before != null && (isGone || isBehind(topic, before))) {
            return before;
        }
        ends.learn(topic.name(), found);
        known.put(topic.name(), topic);
        if (before != null && !before.id().equals(topic.id())) {
            LOG.atInfo()
                    .addKeyValue("topic", topic.name())
                    .addKeyValue("id", topic.id())
                    .addKeyValue("before", before.id())
                    .log("another client recreated the topic");
            gone(before);
        } else if (before != null && before.partitions() < topic.partitions()) {
            LOG.atInfo()
                    .addKeyValue("topic", topic.name())
                    .addKeyValue("partitions", topic.partitions())
                    .addKeyValue("before", before.partitions())
                    .log("the topic gained partitions");
        }
        return topic;
    }

    private static boolean isBehind(Topic topic, Topic before) {
        return topic.id().equals(before.id()) && topic.partitions() < before.partitions();
    }

    private synchronized void forget(String name) {
        Topic before = known.remove(name);
        if (before != null) {
            ends.forget(name);
            LOG.atInfo().addKeyValue("topic", name).log("topic deleted");
            gone(before);
        }
    }

    /** Forgets a topic that this node has deleted: no new topic in its place is expected. */
    synchronized void deleted(Topic topic) {
        forget(topic.name());
        gone.put(topic.name(), new Gone(topic.id(), System.nanoTime() - settle.toNanos()));
    }

    /** Asks Kafka about a topic that was just enlarged, until the broker that answers knows all its partitions. */
    Future<Topic> learnGrown(String name, int partitions) {
        return awaitShown(
                name,
                () -> learn(name),
                topic -> topic.partitions() >= partitions,
                "has " + partitions + " partitions now");
    }

    /**
     * Asks Kafka about a change of the topic until the broker that answers shows it.
     *
     * @param change the change, for the problem of brokers that do not show it in time
     */
    <T> Future<T> awaitShown(String name, Supplier<Future<T>> asking, Predicate<T> isShown, String change) {
        Future<T> shown = settled(() -> asking.get()
                .compose(answer ->
                        isShown.test(answer) ? Future.succeededFuture(answer) : Future.failedFuture(notFound(name))));
        return shown.recover(failure -> Future.failedFuture(
                isNotFound(failure) && known.containsKey(name) ? notYetShown(name, change) : failure));
    }

    private static RefusedException notYetShown(String name, String change) {
        return Problem.UNAVAILABLE
                .because("The topic " + name + " " + change + ", and not all brokers know it yet; retry later")
                .asException();
    }

    private void gone(Topic topic) {
        gone.put(topic.name(), new Gone(topic.id(), System.nanoTime()));
        keepers.forEach(keeper -> keeper.accept(topic.name()));
    }

    private synchronized boolean isGone(String name, String id) {
        Gone before = gone.get(name);
        return before != null && before.id().equals(id);
    }

    private Future<Map<String, TopicDescription>> describe(Collection<String> names) {
        Map<String, KafkaFuture<TopicDescription>> asked =
                admin.describeTopics(names).topicNameValues();
        Map<String, TopicDescription> found = new HashMap<>();
        List<Future<Object>> answers = asked.entrySet().stream()
                .map(entry -> KafkaFailures.future(entry.getValue())
                        .map(description -> {
                            if (!isGone(entry.getKey(), description.topicId().toString())) {
                                found.put(entry.getKey(), description);
                            }
                            return (Object) entry;
                        })
                        .recover(failure -> KafkaFailures.cause(failure) instanceof UnknownTopicOrPartitionException
                                ? Future.succeededFuture()
                                : Future.failedFuture(KafkaFailures.refused(failure))))
                .toList();
        return Future.all(answers).map(found);
    }

    private Future<List<EventLog.End>> ends(TopicDescription description) {
        return KafkaOffsets.ends(
                admin, description.name(), description.partitions().size());
    }

    private Future<Boolean> appendTime(String name) {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, name);
        return KafkaFailures.future(admin.describeConfigs(List.of(resource)).all())
                .map(configs -> "LogAppendTime"
                        .equals(Objects.requireNonNull(configs.get(resource))
                                .get(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG)
                                .value()));
    }

    /** Asks again about all topics that are known; run it periodically. */
    Future<Void> refresh() {
        List<Topic> before = List.copyOf(known.values());
        return describe(before.stream().map(Topic::name).toList()).compose(found -> {
            List<Future<Topic>> changed = before.stream()
                    .filter(topic -> !same(topic, found.get(topic.name())))
                    .map(topic -> learn(topic.name(), found.get(topic.name())))
                    .toList();
            lookAtEnds();
            return Future.join(changed).<Void>mapEmpty().otherwiseEmpty();
        });
    }

    /** A log that was cut off by another leader ends further down. */
    private void lookAtEnds() {
        List<Partition> all =
                known.values().stream().flatMap(topic -> topic.all().stream()).toList();
        if (!all.isEmpty()) {
            KafkaOffsets.eachEnd(admin, all, ends::observe);
        }
    }

    private static boolean same(Topic topic, @Nullable TopicDescription description) {
        return description != null
                && topic.id().equals(description.topicId().toString())
                && topic.partitions() == description.partitions().size();
    }

    static boolean isNotFound(Throwable failure) {
        return RefusedException.is(failure, Problem.TOPIC_NOT_FOUND);
    }

    private static RefusedException notFound(String name) {
        return Problem.TOPIC_NOT_FOUND
                .because("The topic " + name + " does not exist")
                .asException();
    }
}
