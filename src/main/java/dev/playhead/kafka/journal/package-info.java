/**
 * Keeps small durable maps in compacted topics.
 *
 * <p>{@link dev.playhead.kafka.journal.KafkaJournal} writes entries to a compacted topic and keeps the newest of each
 * key. Any thread.
 */
@NullMarked
package dev.playhead.kafka.journal;

import org.jspecify.annotations.NullMarked;
