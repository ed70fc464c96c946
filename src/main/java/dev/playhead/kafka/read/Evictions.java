package dev.playhead.kafka.read;

import dev.playhead.event.Partition;
import dev.playhead.log.Block;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/** Keeps a bounded list of evicted blocks, to count the blocks read again; any thread, by its own lock. */
final class Evictions {
    private final int most;
    private final Set<Place> lately = new LinkedHashSet<>();

    private record Place(Partition partition, long base) {}

    Evictions(int most) {
        this.most = most;
    }

    synchronized void add(Block block) {
        Place place = new Place(block.partition(), block.base());
        lately.remove(place);
        lately.add(place);
        Iterator<Place> oldest = lately.iterator();
        while (lately.size() > most && oldest.hasNext()) {
            oldest.next();
            oldest.remove();
        }
    }

    /** Removes the block from the list; returns whether it was recently evicted. */
    synchronized boolean remove(Block block) {
        return lately.remove(new Place(block.partition(), block.base()));
    }
}
