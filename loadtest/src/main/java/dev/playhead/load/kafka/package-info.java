/**
 * The references on the same broker: Kafka's own performance tools, and a bare producer and consumer for latency.
 *
 * <p>The tools run as child processes, the bare clients on two threads of the driver, as the node's are driven. It
 * imports {@code wire} for the events and the schedule.
 */
@NullMarked
package dev.playhead.load.kafka;

import org.jspecify.annotations.NullMarked;
