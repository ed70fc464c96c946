package dev.playhead.kafka;

import dev.playhead.event.Partition;
import dev.playhead.event.Problem;
import dev.playhead.event.RefusedException;
import dev.playhead.kafka.client.KafkaFailures;
import dev.playhead.kafka.client.KafkaOffsets;
import dev.playhead.kafka.client.KnownEnds;
import dev.playhead.kafka.client.SharedQuestions;
import dev.playhead.log.Bounds;
import dev.playhead.log.EventLog;
import dev.playhead.log.Journal;
import dev.playhead.log.Topic;
import dev.playhead.log.Topics;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owns what this node knows of Kafka's topics. A topic is learned when it is first asked for and asked again at every
 * {@link #refresh()} and {@link #current}; what Kafka cannot keep of a topic (its window) is in a journal. Any thread.
 *
 * <p>Nobody else finds out that a topic is gone or was made again: one discovery replaces the topic here, and then tells
 * all who keep something of it.
 */
final class KafkaTopics implements Topics {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaTopics.class);
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9._-]{1,249}");
    private static final int GONE_IDS = 10_000;
    private static final String WINDOW_OFF = "{\"kind\":\"events\",\"window\":false}";
    private static final String WINDOW_ON = "{\"kind\":\"events\",\"window\":true}";

    private final Vertx vertx;
    private final Admin admin;
    private final Journal journal;
    private final TopicSettings settings;
    private final KnownEnds ends;
    private final Duration patience;
    private final ConcurrentMap<String, Topic> known = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, Future<Topic>> underWay = new ConcurrentHashMap<>();
    private final SharedQuestions<String, Topic> looks = new SharedQuestions<>(this::look);
    private final List<Consumer<String>> keepers = new CopyOnWriteArrayList<>();

    /** By topic the last id of it that is gone: a broker whose metadata is behind may still name it. */
    private final Map<String, String> goneIds = Collections.synchronizedMap(new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
            return size() > GONE_IDS;
        }
    });

    /** @param patience how long finding or making a topic may take in all */
    KafkaTopics(Vertx vertx, Admin admin, Journal journal, TopicSettings settings, KnownEnds ends, Duration patience) {
        this.vertx = vertx;
        this.admin = admin;
        this.journal = journal;
        this.settings = settings;
        this.ends = ends;
        this.patience = patience;
    }

    @Override
    public @Nullable Topic cached(String name) {
        return known.get(name);
    }

    @Override
    public Future<Topic> find(String name) {
        Topic topic = known.get(name);
        if (topic != null) {
            return Future.succeededFuture(topic);
        }
        RefusedException refused = refusedName(name);
        return refused != null ? Future.failedFuture(refused) : once("find " + name, name, this::learn);
    }

    @Override
    public Future<Topic> current(String name) {
        RefusedException refused = refusedName(name);
        return refused != null
                ? Future.failedFuture(refused)
                : looks.of(name)
                        .timeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                        .recover(failure -> Future.failedFuture(KafkaFailures.refused(failure)));
    }

    private Future<Topic> look(String name) {
        return describe(List.of(name)).compose(found -> {
            Topic topic = known.get(name);
            return topic != null && same(topic, found.get(name))
                    ? Future.succeededFuture(topic)
                    : learn(name, found.get(name));
        });
    }

    /** Has the keeper told of each topic that is gone, or is another of the same name; on any thread. */
    void whenGone(Consumer<String> keeper) {
        keepers.add(keeper);
    }

    @Override
    public Future<Topic> findOrCreate(String name) {
        Topic topic = known.get(name);
        if (topic != null || !settings.autoCreate() || refusedName(name) != null) {
            return find(name);
        }
        return once("make " + name, name, missing -> learn(missing)
                .recover(failure -> isNotFound(failure)
                        ? make(missing, settings.partitions(), true).map(Created::topic)
                        : Future.failedFuture(failure)));
    }

    private Future<Topic> once(String task, String name, java.util.function.Function<String, Future<Topic>> work) {
        Future<Topic> running = underWay.get(task);
        if (running != null) {
            return running;
        }
        // Bounded here too: others will share the wait for as long as it lasts
        Future<Topic> started = work.apply(name)
                .timeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                .recover(failure -> Future.failedFuture(KafkaFailures.refused(failure)));
        underWay.put(task, started);
        return started.onComplete(done -> underWay.remove(task, started));
    }

    @Override
    public Future<Created> create(String name, int partitions, boolean window) {
        RefusedException refused = refusedName(name);
        if (refused != null) {
            return Future.failedFuture(refused);
        }
        if (partitions < 1 || partitions > settings.maxPartitions()) {
            return Future.failedFuture(Problem.INVALID_REQUEST
                    .because("partitions takes 1 to " + settings.maxPartitions() + ", not " + partitions)
                    .asException());
        }
        return learn(name)
                .map(found -> new Created(found, false))
                .recover(failure -> isNotFound(failure) ? make(name, partitions, window) : Future.failedFuture(failure))
                .compose(created -> sameAs(created, partitions, window));
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

    private Future<Created> make(String name, int partitions, boolean window) {
        NewTopic wanted = new NewTopic(name, Optional.of(partitions), replication()).configs(eventTopicConfig());
        CreateTopicsOptions asking = new CreateTopicsOptions().validateOnly(true);
        // A topic that Kafka refuses leaves no setting behind. The window's setting comes before the topic: a node that
        // sees the topic then sees its window too.
        return asked(admin.createTopics(List.of(wanted), asking).all())
                .compose(allowed -> journal.put(name, window ? WINDOW_ON : WINDOW_OFF))
                .compose(written -> asked(admin.createTopics(List.of(wanted)).all()))
                .map(true)
                .recover(failure -> notMade(name, KafkaFailures.cause(failure)))
                .compose(made -> learnMade(name).map(topic -> new Created(topic, made)))
                .onSuccess(created -> LOG.atInfo()
                        .addKeyValue("topic", name)
                        .addKeyValue("partitions", partitions)
                        .addKeyValue("window", window)
                        .log(created.made() ? "topic created" : "another client created the topic"));
    }

    private Future<Boolean> notMade(String name, Throwable cause) {
        if (cause instanceof TopicExistsException) {
            return Future.succeededFuture(false);
        }
        RefusedException refused = KafkaFailures.refused(cause);
        return cause instanceof InvalidTopicException
                ? collision(name).compose(other -> Future.failedFuture(other == null ? refused : collides(name, other)))
                : Future.failedFuture(refused);
    }

    /** The topic that Kafka cannot tell from this one: its meters have one character for both dot and underscore. */
    private Future<@Nullable String> collision(String name) {
        String unified = name.replace('.', '_');
        return asked(admin.listTopics(new ListTopicsOptions().listInternal(true))
                        .names())
                .recover(failure -> Future.failedFuture(KafkaFailures.refused(failure)))
                .<@Nullable String>map(names -> names.stream()
                        .filter(other ->
                                !other.equals(name) && other.replace('.', '_').equals(unified))
                        .findFirst()
                        .orElse(null));
    }

    private static RefusedException collides(String name, String other) {
        return Problem.TOPIC_COLLIDES
                .because("There is a topic " + other + ", and Kafka does not allow " + name
                        + " beside it: the names differ in nothing but . and _")
                .asException();
    }

    /** A topic just made may be unknown to the broker asked next for a moment. */
    private Future<Topic> learnMade(String name) {
        Future<Topic> learned = learn(name);
        for (int more = 0; more < 10; more++) {
            learned = learned.recover(failure -> isNotFound(failure)
                    ? vertx.timer(100).compose(waited -> learn(name))
                    : Future.failedFuture(failure));
        }
        return learned;
    }

    private Optional<Short> replication() {
        return settings.replication() == -1 ? Optional.empty() : Optional.of((short) settings.replication());
    }

    private Map<String, String> eventTopicConfig() {
        Map<String, String> config = new HashMap<>();
        config.put(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime");
        config.put(TopicConfig.RETENTION_MS_CONFIG, "-1");
        config.put(TopicConfig.RETENTION_BYTES_CONFIG, "-1");
        config.put(TopicConfig.CLEANUP_POLICY_CONFIG, "delete");
        config.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(settings.maxRecordBytes()));
        return config;
    }

    /** Makes a compacted topic of one partition for a journal, where it does not exist. */
    Future<Void> createJournalTopic(String name) {
        NewTopic wanted = new NewTopic(name, Optional.of(1), replication()).configs(journalTopicConfig());
        return asked(admin.createTopics(List.of(wanted)).all())
                .recover(failure -> KafkaFailures.cause(failure) instanceof TopicExistsException
                        ? Future.succeededFuture()
                        : Future.failedFuture(KafkaFailures.refused(failure)));
    }

    /** Small segments, cleaned early: every node reads a journal whole when it starts. */
    private Map<String, String> journalTopicConfig() {
        return Map.of(
                TopicConfig.CLEANUP_POLICY_CONFIG, "compact",
                TopicConfig.RETENTION_MS_CONFIG, "-1",
                TopicConfig.SEGMENT_BYTES_CONFIG, Integer.toString(16 << 20),
                TopicConfig.SEGMENT_MS_CONFIG, "3600000",
                TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG, "0.1",
                TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(settings.maxJournalRecord()));
    }

    private Future<Topic> learn(String name) {
        return describe(List.of(name)).compose(found -> learn(name, found.get(name)));
    }

    private Future<Topic> learn(String name, @Nullable TopicDescription description) {
        if (description == null) {
            forget(name);
            return Future.failedFuture(
                    Problem.TOPIC_NOT_FOUND.because("There is no topic " + name).asException());
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

    /** Of two discoveries that end in another order than they began, the one of a topic that is gone changes nothing. */
    private synchronized Topic replace(Topic topic, List<EventLog.End> found) {
        Topic before = known.get(topic.name());
        if (before != null && topic.id().equals(goneIds.get(topic.name()))) {
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

    private synchronized void forget(String name) {
        Topic before = known.remove(name);
        if (before != null) {
            ends.forget(name);
            LOG.atInfo().addKeyValue("topic", name).log("topic deleted");
            gone(before);
        }
    }

    private void gone(Topic topic) {
        goneIds.put(topic.name(), topic.id());
        keepers.forEach(keeper -> keeper.accept(topic.name()));
    }

    private Future<Map<String, TopicDescription>> describe(Collection<String> names) {
        Map<String, KafkaFuture<TopicDescription>> asked =
                admin.describeTopics(names).topicNameValues();
        Map<String, TopicDescription> found = new HashMap<>();
        List<Future<Object>> answers = asked.entrySet().stream()
                .map(entry -> asked(entry.getValue())
                        .map(description -> {
                            if (!description.topicId().toString().equals(goneIds.get(entry.getKey()))) {
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
        return asked(admin.describeConfigs(List.of(resource)).all()).map(configs -> "LogAppendTime"
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

    @Override
    public Future<Set<String>> names() {
        return asked(admin.listTopics().names())
                .recover(failure -> Future.failedFuture(KafkaFailures.refused(failure)))
                .map(names -> names.stream().filter(name -> !reserved(name)).collect(Collectors.toSet()));
    }

    @Override
    public Future<List<Topic>> list() {
        return names().compose(names -> {
            List<Future<@Nullable Topic>> topics =
                    names.stream().sorted().map(this::findOrNull).toList();
            return Future.all(topics).map(all -> all.<@Nullable Topic>list().stream()
                    .filter(Objects::nonNull)
                    .map(topic -> (Topic) topic)
                    .toList());
        });
    }

    private Future<@Nullable Topic> findOrNull(String name) {
        return find(name)
                .<@Nullable Topic>map(topic -> topic)
                .recover(failure -> isNotFound(failure) ? Future.succeededFuture(null) : Future.failedFuture(failure));
    }

    @Override
    public Future<TopicSize> size(Topic topic) {
        List<TopicPartition> partitions = topic.all().stream()
                .map(partition -> new TopicPartition(partition.topic(), partition.index()))
                .toList();
        return Future.all(
                        KafkaOffsets.bounds(admin, topic.all()),
                        KafkaOffsets.bytes(admin, partitions),
                        KafkaOffsets.lastRecorded(admin, partitions),
                        KafkaOffsets.firstRecorded(admin, partitions))
                .map(all -> {
                    List<Bounds> bounds = all.resultAt(0);
                    Optional<Long> last = all.resultAt(2);
                    Optional<Long> first = all.resultAt(3);
                    return new TopicSize(bounds, all.<Long>resultAt(1), first.orElse(null), last.orElse(null));
                })
                .recover(failure -> Future.failedFuture(KafkaFailures.refused(failure)));
    }

    private static @Nullable RefusedException refusedName(String name) {
        if (!NAME.matcher(name).matches() || name.equals(".") || name.equals("..")) {
            return Problem.INVALID_REQUEST
                    .because("A topic's name takes 1 to 249 of a-z A-Z 0-9 . _ - , not \"" + name + "\"")
                    .asException();
        }
        return reserved(name)
                ? Problem.RESERVED_TOPIC
                        .because("The topic " + name + " is reserved: names that begin with playhead. or __ are")
                        .asException()
                : null;
    }

    private static boolean reserved(String name) {
        return name.startsWith("playhead.") || name.startsWith("__");
    }

    private static boolean isNotFound(Throwable failure) {
        return RefusedException.is(failure, Problem.TOPIC_NOT_FOUND);
    }

    private static <T> Future<T> asked(KafkaFuture<T> answer) {
        return KafkaFailures.future(answer);
    }
}
