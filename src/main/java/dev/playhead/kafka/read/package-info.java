/**
 * Reads from Kafka: it loads each block once and shares it among all readers.
 *
 * <p>{@link dev.playhead.kafka.read.KafkaLogReader} loads old blocks with leased consumers, and follows the tails with
 * one more consumer. Calls return at once; consumers run on their own threads.
 */
@NullMarked
package dev.playhead.kafka.read;

import org.jspecify.annotations.NullMarked;
