package dev.playhead.group;

import dev.playhead.event.Identity;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The parked events of a group in one partition, without the copies; immutable, in the order of the offsets. */
public record ParkedIndex(List<Entry> entries) {
    public static final ParkedIndex EMPTY = new ParkedIndex(List.of());

    public ParkedIndex {
        entries = List.copyOf(entries);
    }

    /** Returns the hashes of the keys with parked events. */
    public Set<Long> keys() {
        return entries.stream().filter(Entry::keyed).map(Entry::key).collect(Collectors.toUnmodifiableSet());
    }

    /** One parked event, as its redrive needs it. */
    public record Entry(long offset, boolean keyed, long key, Identity identity) {}
}
