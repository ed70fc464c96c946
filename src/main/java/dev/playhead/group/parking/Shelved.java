package dev.playhead.group.parking;

import dev.playhead.event.Identity;
import dev.playhead.event.Partition;
import dev.playhead.event.Position;
import dev.playhead.group.ParkedIndex;
import dev.playhead.log.Journal;

/** The part of a parked event that stays in memory; {@code at} is the place of its copy. */
record Shelved(Journal.At at, String topicId, Position position, boolean keyed, long key, Identity identity) {
    Partition partition() {
        return new Partition(position.topic(), position.partition());
    }

    ParkedIndex.Entry entry() {
        return new ParkedIndex.Entry(position.offset(), keyed, key, identity);
    }
}
