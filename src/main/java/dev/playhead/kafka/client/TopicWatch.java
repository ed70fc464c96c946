package dev.playhead.kafka.client;

import java.time.Duration;
import java.util.Collection;
import java.util.function.Consumer;

/**
 * Triggers checks of followed topics. A consumer at the end of a topic notices nothing when others delete the topic,
 * make it again or add partitions. Owned by the tail's thread.
 */
public final class TopicWatch {
    private static final Duration EVERY = Duration.ofSeconds(3);

    private final Consumer<String> lookAgain;
    private long lookedNanos = System.nanoTime();

    /** @param lookAgain asks Kafka about the topic and returns at once */
    public TopicWatch(Consumer<String> lookAgain) {
        this.lookAgain = lookAgain;
    }

    /** Asks about the topics, unless that was done just now. */
    public void look(Collection<String> topics) {
        if (System.nanoTime() - lookedNanos >= EVERY.toNanos()) {
            lookedNanos = System.nanoTime();
            topics.forEach(lookAgain);
        }
    }
}
