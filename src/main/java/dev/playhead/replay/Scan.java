package dev.playhead.replay;

import dev.playhead.event.Attributes;
import dev.playhead.event.EventFilter;
import dev.playhead.event.Partition;
import dev.playhead.log.Block;
import dev.playhead.log.Read;
import dev.playhead.replay.job.Pace;
import dev.playhead.replay.job.ReplayJob;
import dev.playhead.replay.job.ReplayRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Counts the events of a range that a filter accepts, block by block, the partitions in turn. Pure; one thread at a
 * time calls it.
 */
final class Scan {
    private static final int MOST_TYPES = 100;

    private final ReplayRequest request;
    private final EventFilter filter;
    private final ReplayJob.Range range;
    private final List<Track> open = new ArrayList<>();
    private final Map<String, Preview.Sum> topics = new LinkedHashMap<>();
    private final Map<String, Preview.Sum> types = new LinkedHashMap<>();
    private Preview.Sum otherTypes = Preview.Sum.NONE;
    private long events;
    private long bytes;
    private long scanned;
    private long lost;
    private long passed;
    private long firstRecorded = Long.MAX_VALUE;
    private long lastRecorded = Long.MIN_VALUE;
    private int turn;

    /** The rest of one partition to read. */
    private static final class Track {
        private final ReplayJob.Extent extent;
        private long next;

        Track(ReplayJob.Extent extent) {
            this.extent = extent;
            this.next = extent.from();
        }
    }

    Scan(ReplayRequest request, EventFilter filter, ReplayJob.Range range) {
        this.request = request;
        this.filter = filter;
        this.range = range;
        range.extents().stream().filter(extent -> !extent.isEmpty()).forEach(extent -> open.add(new Track(extent)));
        request.topics().forEach(topic -> topics.put(topic, Preview.Sum.NONE));
    }

    boolean isDone() {
        return open.isEmpty();
    }

    /** Returns whether any event has matched. */
    boolean any() {
        return events > 0;
    }

    /** Counts the records that were looked at. */
    long scanned() {
        return scanned;
    }

    /** Returns the next partition in turn. */
    Partition partition() {
        return open.get(turn).extent.at();
    }

    /** Returns the offset of the next read. */
    long offset() {
        return open.get(turn).next;
    }

    /** Takes the read of that partition. */
    void take(Read read) {
        Track track = open.get(turn);
        long before = track.next;
        if (read instanceof Read.Loaded loaded) {
            count(loaded.block(), track);
        } else if (read instanceof Read.Lost gone && gone.to() > track.next) {
            lost += Math.min(gone.to(), track.extent.to()) - track.next;
            track.next = gone.to();
        } else {
            // The log was cut off below the frozen end: the rest of the range is lost
            lost += track.extent.to() - track.next;
            track.next = track.extent.to();
        }
        passed += Math.min(track.next, track.extent.to()) - before;
        if (track.next >= track.extent.to()) {
            open.remove(turn);
        } else {
            turn++;
        }
        turn = open.isEmpty() ? 0 : turn % open.size();
    }

    private void count(Block block, Track track) {
        long to = track.extent.to();
        for (int row = block.indexOf(track.next); row < block.count() && block.offset(row) < to; row++) {
            scanned++;
            long recorded = block.recorded(row);
            Attributes attributes = block.attributes(row);
            if (recorded >= range.recordedFrom() && recorded < range.recordedBefore() && filter.matches(attributes)) {
                add(block.partition().topic(), attributes.get("type"), block.deliveryBytes(row, row + 1));
                firstRecorded = Math.min(firstRecorded, recorded);
                lastRecorded = Math.max(lastRecorded, recorded);
            }
        }
        track.next = block.next();
    }

    private void add(String topic, @Nullable String type, int size) {
        events++;
        bytes += size;
        topics.merge(topic, new Preview.Sum(1, size), (sum, one) -> sum.plus(size));
        String name = type == null ? "" : type;
        if (types.containsKey(name) || types.size() < MOST_TYPES) {
            types.merge(name, new Preview.Sum(1, size), (sum, one) -> sum.plus(size));
        } else {
            otherTypes = otherTypes.plus(size);
        }
    }

    Preview preview() {
        return new Preview(
                range,
                scanned,
                new Preview.Sums(new Preview.Sum(events, bytes), topics, mostFirst(), otherTypes),
                lost,
                isDone() && request.mode() == ReplayRequest.Mode.REBUILD,
                duration());
    }

    private Map<String, Preview.Sum> mostFirst() {
        Map<String, Preview.Sum> sorted = new LinkedHashMap<>();
        types.entrySet().stream()
                .sorted(Comparator.comparingLong((Map.Entry<String, Preview.Sum> type) ->
                                type.getValue().events())
                        .reversed())
                .forEach(type -> sorted.put(type.getKey(), type.getValue()));
        return sorted;
    }

    private @Nullable Duration duration() {
        double whole = passed == 0 ? 1 : total() / (double) passed;
        if (request.pace() instanceof Pace.EventsPerSecond rate) {
            return seconds(events * whole / rate.events());
        }
        if (request.pace() instanceof Pace.BytesPerSecond rate) {
            return seconds(bytes * whole / rate.bytes());
        }
        if (request.pace() instanceof Pace.Timeline timeline) {
            return events == 0 ? Duration.ZERO : seconds((lastRecorded - firstRecorded) / 1000.0 / timeline.factor());
        }
        return null;
    }

    private long total() {
        return range.extents().stream()
                .mapToLong(each -> each.to() - each.from())
                .sum();
    }

    private static Duration seconds(double seconds) {
        return Duration.ofMillis((long) Math.min(seconds * 1000, Long.MAX_VALUE / 2.0));
    }
}
