package dev.playhead.group;

import dev.playhead.event.EventFilter;
import io.vertx.core.Context;
import java.util.function.LongSupplier;

/**
 * What all that is served for one connection of a group goes by.
 *
 * @param member the connection's name
 * @param clock epoch milliseconds
 * @param nanos as {@link System#nanoTime()}
 */
record Terms(
        String group,
        String member,
        GroupSpec spec,
        EventFilter filter,
        GroupSettings settings,
        GroupStores stores,
        dev.playhead.delivery.Delivery delivery,
        GroupMeters meters,
        Context context,
        LongSupplier clock,
        LongSupplier nanos) {}
