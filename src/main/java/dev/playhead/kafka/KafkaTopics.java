package dev.playhead.kafka;

import dev.playhead.event.Fault;
import dev.playhead.event.Problem;
import dev.playhead.event.Refusal;
import dev.playhead.event.RefusedException;
import dev.playhead.kafka.client.KafkaFailures;
import dev.playhead.kafka.client.KafkaOffsets;
import dev.playhead.kafka.client.SharedQuestions;
import dev.playhead.log.Topic;
import dev.playhead.log.Topics;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds, makes and changes topics for clients: checks names, and bounds and shares calls of {@link TopicDiscovery} and
 * {@link TopicCreation}. Any thread.
 */
final class KafkaTopics implements Topics {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaTopics.class);

    private final Admin admin;
    private final TopicDiscovery discovery;
    private final TopicCreation creation;
    private final TopicChanges changes;
    private final TopicSettings settings;
    private final Duration patience;
    private final ConcurrentMap<String, Future<Topic>> underWay = new ConcurrentHashMap<>();
    private final SharedQuestions<String, Topic> looks;

    /** @param patience the maximum time to find or make a topic */
    KafkaTopics(
            Admin admin,
            TopicDiscovery discovery,
            TopicCreation creation,
            TopicChanges changes,
            TopicSettings settings,
            Duration patience) {
        this.admin = admin;
        this.discovery = discovery;
        this.creation = creation;
        this.changes = changes;
        this.settings = settings;
        this.patience = patience;
        this.looks = new SharedQuestions<>(discovery::current);
    }

    @Override
    public @Nullable Topic cached(String name) {
        return discovery.cached(name);
    }

    @Override
    public Future<Topic> find(String name) {
        Topic topic = discovery.cached(name);
        if (topic != null) {
            return Future.succeededFuture(topic);
        }
        RefusedException refused = TopicNames.refused(name);
        return refused != null ? Future.failedFuture(refused) : once("find " + name, name, discovery::learn);
    }

    @Override
    public Future<Topic> current(String name) {
        RefusedException refused = TopicNames.refused(name);
        return refused != null ? Future.failedFuture(refused) : bounded(looks.of(name));
    }

    @Override
    public Future<Topic> findOrCreate(String name) {
        Topic topic = discovery.cached(name);
        if (topic != null) {
            return Future.succeededFuture(topic);
        }
        if (!settings.autoCreate() || TopicNames.refused(name) != null) {
            return current(name);
        }
        return once("make " + name, name, missing -> discovery
                .learn(missing)
                .recover(failure -> TopicDiscovery.isNotFound(failure)
                        ? make(missing, settings.partitions(), true, Retention.OPEN)
                                .map(Created::topic)
                        : Future.failedFuture(failure)));
    }

    private Future<Topic> once(String task, String name, Function<String, Future<Topic>> work) {
        Future<Topic> running = underWay.get(task);
        if (running != null) {
            return running;
        }
        // Bounded here too: others will share the wait for as long as it lasts
        Future<Topic> started = bounded(work.apply(name));
        underWay.put(task, started);
        return started.onComplete(done -> underWay.remove(task, started));
    }

    private <T> Future<T> bounded(Future<T> asked) {
        return asked.timeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                .recover(failure -> Future.failedFuture(KafkaFailures.refused(failure)));
    }

    @Override
    public Future<Created> create(String name, int partitions, boolean window, Retention retention) {
        RefusedException refused = TopicNames.refused(name);
        if (refused != null) {
            return Future.failedFuture(refused);
        }
        if (partitions < 1 || partitions > settings.maxPartitions()) {
            return Future.failedFuture(badNumber(partitions));
        }
        return discovery
                .learn(name)
                .map(found -> new Created(found, false))
                .recover(failure -> TopicDiscovery.isNotFound(failure)
                        ? make(name, partitions, window, retention)
                        : Future.failedFuture(failure))
                .compose(created -> sameAs(created, partitions, window))
                .compose(created -> retention.equals(Retention.OPEN) || created.made()
                        ? Future.succeededFuture(created)
                        : retention(created.topic()).compose(now -> sameAs(created, retention, now)));
    }

    private RefusedException badNumber(int partitions) {
        return Problem.INVALID_REQUEST
                .because("partitions takes 1 to " + settings.maxPartitions() + ", not " + partitions)
                .asException();
    }

    private static Future<Created> sameAs(Created created, Retention wanted, Retention now) {
        return wanted.agrees(now)
                ? Future.succeededFuture(created)
                : Future.failedFuture(Problem.TOPIC_MISMATCH
                        .because("The topic " + created.topic().name() + " has another retention: PATCH changes it")
                        .asException());
    }

    private static Future<Created> sameAs(Created created, int partitions, boolean window) {
        Topic topic = created.topic();
        if (topic.partitions() == partitions && topic.window() == window) {
            return Future.succeededFuture(created);
        }
        return Future.failedFuture(Problem.TOPIC_MISMATCH
                .because("The topic " + topic.name() + " has partitions=" + topic.partitions() + " and window="
                        + topic.window() + ", not partitions=" + partitions + " and window=" + window)
                .asException());
    }

    private Future<Created> make(String name, int partitions, boolean window, Retention retention) {
        return creation.make(name, partitions, window, retention)
                .compose(made -> discovery.learnMade(name).map(topic -> new Created(topic, made)))
                .onSuccess(created -> LOG.atInfo()
                        .addKeyValue("topic", name)
                        .addKeyValue("partitions", partitions)
                        .addKeyValue("window", window)
                        .log(created.made() ? "topic created" : "another client created the topic"));
    }

    @Override
    public Future<Retention> retention(Topic topic) {
        return discovery.settled(() -> changes.retention(topic.name()));
    }

    @Override
    public Future<Topic> change(String name, @Nullable Integer partitions, Retention retention) {
        return current(name)
                .compose(topic -> partitions == null || partitions == topic.partitions()
                        ? Future.succeededFuture(topic)
                        : grow(topic, partitions))
                .compose(topic ->
                        retention.equals(Retention.OPEN) ? Future.succeededFuture(topic) : retain(topic, retention))
                .onSuccess(topic -> LOG.atInfo()
                        .addKeyValue("topic", name)
                        .addKeyValue("partitions", topic.partitions())
                        .addKeyValue("retention", retention)
                        .log("topic changed"));
    }

    private Future<Topic> retain(Topic topic, Retention retention) {
        String name = topic.name();
        return changes.retain(name, retention)
                .compose(retained -> discovery.awaitShown(
                        name, () -> changes.retention(name), retention::agrees, "has the new retention now"))
                .map(topic);
    }

    private Future<Topic> grow(Topic topic, int partitions) {
        if (partitions < topic.partitions()) {
            String detail = "is " + partitions + ", but the topic has " + topic.partitions()
                    + ": Kafka can add partitions, but not remove them";
            return Future.failedFuture(new Refusal(
                            Problem.TOPIC_MISMATCH,
                            "The topic " + topic.name() + " cannot have fewer partitions",
                            List.of(Fault.at("/partitions", detail)))
                    .asException());
        }
        return partitions > settings.maxPartitions()
                ? Future.failedFuture(badNumber(partitions))
                : changes.grow(topic.name(), partitions)
                        .compose(grown -> discovery.learnGrown(topic.name(), partitions));
    }

    @Override
    public Future<Topic> delete(String name) {
        return current(name).compose(topic -> changes.delete(name)
                .onSuccess(deleted -> discovery.deleted(topic))
                .map(topic));
    }

    @Override
    public Future<Set<String>> names() {
        return KafkaFailures.future(admin.listTopics().names())
                .recover(failure -> Future.failedFuture(KafkaFailures.refused(failure)))
                .map(names -> names.stream()
                        .filter(name -> !TopicNames.reserved(name))
                        .collect(Collectors.toSet()));
    }

    @Override
    public Future<List<Topic>> list() {
        return names().compose(discovery::currentAll);
    }

    @Override
    public Future<List<Measured>> measure(List<Topic> measured) {
        return Future.all(
                        KafkaOffsets.sizes(admin, measured),
                        changes.retentions(measured.stream().map(Topic::name).toList()))
                .recover(failure -> Future.failedFuture(KafkaFailures.refused(failure)))
                .compose(both -> {
                    Map<String, TopicSize> sizes = both.resultAt(0);
                    Map<String, Retention> retentions = both.resultAt(1);
                    List<String> missing = measured.stream()
                            .map(Topic::name)
                            .filter(name -> !sizes.containsKey(name) && retentions.containsKey(name))
                            .toList();
                    return discovery
                            .currentAll(missing)
                            .compose(there -> there.isEmpty()
                                    ? Future.succeededFuture(joined(measured, sizes, retentions))
                                    : Future.failedFuture(notMeasured(there.get(0))));
                });
    }

    private static List<Measured> joined(
            List<Topic> measured, Map<String, TopicSize> sizes, Map<String, Retention> retentions) {
        List<Measured> joined = new ArrayList<>();
        for (Topic topic : measured) {
            TopicSize size = sizes.get(topic.name());
            Retention retention = retentions.get(topic.name());
            if (size != null && retention != null) {
                joined.add(new Measured(topic, size, retention));
            }
        }
        return joined;
    }

    private static RefusedException notMeasured(Topic topic) {
        return Problem.UNAVAILABLE
                .because("Kafka did not answer in time for the offsets of " + topic.name())
                .asException();
    }

    @Override
    public Future<TopicSize> size(Topic topic) {
        return KafkaOffsets.size(admin, topic).recover(failure -> Future.failedFuture(KafkaFailures.refused(failure)));
    }

    @Override
    public @Nullable Refusal nameRefusal(String name) {
        RefusedException refused = TopicNames.refused(name);
        return refused == null ? null : refused.refusal();
    }
}
