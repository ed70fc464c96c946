package dev.playhead.group.parking;

import dev.playhead.event.Identity;
import dev.playhead.event.Partition;
import dev.playhead.event.Position;
import dev.playhead.group.ParkedIndex;
import dev.playhead.log.Journal;

/** What is kept in memory of a parked event; {@code at} is where its copy is. */
record Shelved(Journal.At at, String topicId, Position position, boolean keyed, long key, Identity identity) {
    Partition partition() {
        return new Partition(position.topic(), position.partition());
    }

    ParkedIndex.Entry entry() {
        return new ParkedIndex.Entry(position.offset(), keyed, key, identity);
    }
}
