/**
 * The log and journals on Kafka: the only importer of {@code org.apache.kafka} and {@code io.vertx.kafka}.
 *
 * <p>In: {@link dev.playhead.kafka.append.KafkaEventLog} hands batches to one producer on one thread of its own. Out: {@link
 * dev.playhead.kafka.read.KafkaLogReader} loads blocks with leased consumers and follows the tails with one more. {@link
 * dev.playhead.kafka.KafkaTopics} knows the topics, {@link dev.playhead.kafka.journal.KafkaJournal} keeps small durable maps.
 * Nothing here runs on an event loop but calls that return at once.
 */
@NullMarked
package dev.playhead.kafka;

import org.jspecify.annotations.NullMarked;
