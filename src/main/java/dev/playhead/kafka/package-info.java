/**
 * Implements the log and the journals on Kafka. It is the only package that imports {@code org.apache.kafka} and
 * {@code io.vertx.kafka}.
 *
 * <p>In: {@link dev.playhead.kafka.append.KafkaEventLog} hands batches to one producer on one thread. Out:
 * {@link dev.playhead.kafka.read.KafkaLogReader} loads blocks with leased consumers, and follows the tails with one
 * more consumer. {@link dev.playhead.kafka.KafkaTopics} finds, makes and changes topics.
 * {@link dev.playhead.kafka.journal.KafkaJournal} keeps small durable maps. On an event loop, only calls that return at
 * once run here.
 */
@NullMarked
package dev.playhead.kafka;

import org.jspecify.annotations.NullMarked;
