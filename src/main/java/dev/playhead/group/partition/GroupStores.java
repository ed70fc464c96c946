package dev.playhead.group.partition;

import dev.playhead.group.Attempts;
import dev.playhead.group.Confirmations;
import dev.playhead.group.CursorStore;
import dev.playhead.group.Leases;
import dev.playhead.group.Redrives;
import dev.playhead.group.parking.DeadLetterStore;
import dev.playhead.log.LogReader;
import dev.playhead.log.Topics;

/** The stores that keep the state of groups. */
public record GroupStores(
        Leases leases,
        Confirmations confirmations,
        Attempts attempts,
        Redrives redrives,
        CursorStore cursors,
        DeadLetterStore deadLetters,
        Topics topics,
        LogReader reader) {}
