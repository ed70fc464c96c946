package dev.playhead.delivery;

import dev.playhead.log.LogReader;
import dev.playhead.log.Topics;
import java.util.function.LongSupplier;

/**
 * Shares the parts of all subscriptions of a node; any thread.
 *
 * @param nanos as {@link System#nanoTime()}
 */
record DeliveryContext(
        DeliverySettings settings,
        Topics topics,
        LogReader reader,
        HeldBytes held,
        DeliveryMeters meters,
        DeliveryTraces traces,
        LongSupplier nanos) {}
