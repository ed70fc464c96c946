/**
 * Small durable maps in compacted topics.
 *
 * <p>{@link dev.playhead.kafka.journal.KafkaJournal} writes entries and keeps what a compacted topic says. Any thread.
 */
@NullMarked
package dev.playhead.kafka.journal;

import org.jspecify.annotations.NullMarked;
