package dev.playhead.group.parking;

import dev.playhead.event.Identity;
import dev.playhead.event.Partition;
import dev.playhead.event.Position;
import dev.playhead.group.ParkedIndex;
import dev.playhead.log.Journal;

/** The part of a parked event that stays in memory; {@code at} is the place of its copy. */
record Shelved(Journal.At at, String topicId, LetterKey letter, boolean keyed, long key, Identity identity) {
    Position position() {
        return letter.position();
    }

    /** Returns whether Playhead parked another event at its position later. */
    boolean isReplaced() {
        return letter.replaced() != null;
    }

    /** Returns whether another event is at its position now: the log was cut off there, or the topic was made again. */
    boolean isOther(Parked.Original now) {
        return !identity.equals(now.identity()) || !topicId.equals(now.topicId());
    }

    Partition partition() {
        return new Partition(position().topic(), position().partition());
    }

    ParkedIndex.Entry entry() {
        return new ParkedIndex.Entry(position().offset(), keyed, key, identity);
    }
}
