package dev.playhead.group;

import dev.playhead.log.LogReader;
import dev.playhead.log.Topics;

/** Where everything is kept that groups need. */
public record GroupStores(
        Leases leases,
        Confirmations confirmations,
        Attempts attempts,
        Redrives redrives,
        Places places,
        Parking parking,
        Topics topics,
        LogReader reader) {}
