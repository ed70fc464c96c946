/**
 * The way from Kafka: blocks, loaded once and shared by all who read them.
 *
 * <p>{@link dev.playhead.kafka.read.KafkaLogReader} loads old blocks with leased consumers and follows the tails with one
 * more. Calls return at once; consumers run on threads of their own.
 */
@NullMarked
package dev.playhead.kafka.read;

import org.jspecify.annotations.NullMarked;
