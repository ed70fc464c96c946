package dev.playhead.kafka.client;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owns which topics by which ids are being read, and finds out when one was deleted or made again: a consumer that has
 * reached a topic's end would wait there in silence. Any thread.
 */
public final class TopicWatch {
    private static final Logger LOG = LoggerFactory.getLogger(TopicWatch.class);
    private static final Duration EVERY = Duration.ofSeconds(3);

    private final Admin admin;
    private final Consumer<String> gone;
    private final ConcurrentMap<String, String> ids = new ConcurrentHashMap<>();
    private final AtomicBoolean asking = new AtomicBoolean();
    private volatile long askedNanos = System.nanoTime();

    /** @param gone told of a topic that is no longer the one that was seen; any thread */
    public TopicWatch(Admin admin, Consumer<String> gone) {
        this.admin = admin;
        this.gone = gone;
    }

    /** The topic was found to have that id now. */
    public void saw(String topic, String id) {
        String before = ids.put(topic, id);
        if (before != null && !before.equals(id)) {
            LOG.atInfo()
                    .addKeyValue("topic", topic)
                    .addKeyValue("id", id)
                    .addKeyValue("before", before)
                    .log("topic made again by others");
            gone.accept(topic);
        }
    }

    /** Asks for the topics' ids, unless that was done just now. */
    public void look(Collection<String> topics) {
        if (System.nanoTime() - askedNanos < EVERY.toNanos() || !asking.compareAndSet(false, true)) {
            return;
        }
        askedNanos = System.nanoTime();
        var answers = admin.describeTopics(List.copyOf(topics)).topicNameValues();
        answers.forEach((topic, answer) -> answer.whenComplete((description, failure) -> {
            if (description != null) {
                saw(topic, description.topicId().toString());
            } else if (KafkaFailures.cause(failure) instanceof UnknownTopicOrPartitionException) {
                LOG.atInfo().addKeyValue("topic", topic).log("topic deleted by others");
                ids.remove(topic);
                gone.accept(topic);
            }
        }));
        KafkaFuture.allOf(answers.values().toArray(new KafkaFuture<?>[0]))
                .whenComplete((done, failure) -> asking.set(false));
    }
}
