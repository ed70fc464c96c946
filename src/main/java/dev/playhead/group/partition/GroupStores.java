package dev.playhead.group.partition;

import dev.playhead.group.Attempts;
import dev.playhead.group.Confirmations;
import dev.playhead.group.CursorStore;
import dev.playhead.group.Leases;
import dev.playhead.group.Redrives;
import dev.playhead.group.parking.DeadLetterStore;
import dev.playhead.log.LogReader;
import dev.playhead.log.Topics;

/** Where everything is kept that groups need. */
public record GroupStores(
        Leases leases,
        Confirmations confirmations,
        Attempts attempts,
        Redrives redrives,
        CursorStore places,
        DeadLetterStore parking,
        Topics topics,
        LogReader reader) {}
