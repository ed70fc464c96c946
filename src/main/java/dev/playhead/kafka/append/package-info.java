/**
 * Appends to Kafka: one idempotent producer on one thread.
 *
 * <p>{@link dev.playhead.kafka.append.KafkaEventLog} takes batches on any thread and returns at once.
 * {@link dev.playhead.kafka.append.ProducerTerm} is the life of one producer.
 */
@NullMarked
package dev.playhead.kafka.append;

import org.jspecify.annotations.NullMarked;
