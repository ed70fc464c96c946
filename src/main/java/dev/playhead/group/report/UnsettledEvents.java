package dev.playhead.group.report;

import dev.playhead.event.EventFilter;
import dev.playhead.event.EventId;
import dev.playhead.event.Partition;
import dev.playhead.group.GroupCursor;
import dev.playhead.log.Block;
import dev.playhead.log.Bounds;
import dev.playhead.log.LogReader;
import dev.playhead.log.Read;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Searches one topic for events by source and id, from the group's cursors to the end of the log at the time of the call.
 * It reads the partitions in turn, a block at a time, and stops after a number of records. Owned by one call; the comparing
 * runs on worker threads.
 */
final class UnsettledEvents {
    private final Vertx vertx;
    private final LogReader reader;
    private final EventFilter filter;
    private final Set<EventId> wanted;
    private final Set<String> ids = new HashSet<>();
    private final Set<EventId> found = new HashSet<>();
    private final Deque<Track> tracks = new ArrayDeque<>();
    private int budget;
    private boolean cut;

    /** The unread rest of one partition. */
    private record Track(Partition partition, long next, long end) {}

    /** @param budget the most records to compare */
    UnsettledEvents(Vertx vertx, LogReader reader, EventFilter filter, Set<EventId> wanted, int budget) {
        this.vertx = vertx;
        this.reader = reader;
        this.filter = filter;
        this.wanted = new HashSet<>(wanted);
        this.budget = budget;
        wanted.forEach(each -> ids.add(each.id()));
    }

    /**
     * @param events of the log that the filter of the group accepts
     * @param isWhole whether the search read all of its range, or found all events
     */
    record Found(Set<EventId> events, boolean isWhole) {}

    Future<Found> search(List<Bounds> bounds, Map<Integer, GroupCursor> cursors) {
        for (Bounds each : bounds) {
            GroupCursor cursor = cursors.get(each.partition().index());
            long from = cursor == null ? each.start() : Math.max(each.start(), cursor.cursor());
            if (from < each.end()) {
                tracks.add(new Track(each.partition(), from, each.end()));
            }
        }
        return goOn().map(done -> new Found(Set.copyOf(found), !cut));
    }

    private Future<Void> goOn() {
        Track track = tracks.peek();
        cut = track != null && budget <= 0 && !wanted.isEmpty();
        if (track == null || cut || wanted.isEmpty()) {
            return Future.succeededFuture();
        }
        tracks.remove();
        return reader.read(track.partition(), track.next())
                .compose(read -> vertx.executeBlocking(() -> next(track, read), false))
                .compose(next -> {
                    if (next < track.end()) {
                        tracks.add(new Track(track.partition(), next, track.end()));
                    }
                    return goOn();
                });
    }

    private long next(Track track, Read read) {
        if (read instanceof Read.Loaded loaded) {
            compare(loaded.block(), track);
        }
        return read.next(track.next());
    }

    private void compare(Block block, Track track) {
        for (int row = block.indexOf(track.next()); row < block.count() && block.offset(row) < track.end(); row++) {
            budget--;
            if (ids.contains(block.id(row))) {
                EventId event = block.eventId(row);
                if (wanted.contains(event) && filter.matches(block.attributes(row))) {
                    wanted.remove(event);
                    found.add(event);
                }
            }
        }
    }
}
