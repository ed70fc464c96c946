package dev.playhead.ingest;

import dev.playhead.event.EventId;
import dev.playhead.event.Partition;
import dev.playhead.log.Block;
import dev.playhead.log.Bounds;
import dev.playhead.log.Divergence;
import dev.playhead.log.EventLog;
import dev.playhead.log.LogReader;
import dev.playhead.log.Read;
import dev.playhead.log.Topic;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Searches the log of one partition for events of appends with an unknown outcome; any thread. It makes one pass at a
 * time, and all requests during a pass share the next one. So the thousand claims of a dead node cost two passes.
 */
final class LogSearch {
    private record Wanted(EventId event, EventLog.End from, long until, Promise<Mark> found) {}

    private final LogReader reader;
    private final Topic topic;
    private final Partition partition;

    // Guarded by this
    private List<Wanted> waiting = new ArrayList<>();
    private boolean searching;

    LogSearch(LogReader reader, Topic topic, Partition partition) {
        this.reader = reader;
        this.topic = topic;
        this.partition = partition;
    }

    /**
     * Searches the event in [from, the partition's end now): a {@link Mark.Stored}, or {@link Mark#FREE} without one.
     * Fails when the log cannot be read. When a later leader has cut the log off below {@code from}, the search begins
     * at the cut.
     *
     * @param until the end of the wait for the search, by {@link System#nanoTime()}
     */
    Future<Mark> find(EventId event, EventLog.End from, long until) {
        Promise<Mark> found = Promise.promise();
        synchronized (this) {
            waiting.add(new Wanted(event, from, until, found));
            if (searching) {
                return found.future();
            }
            searching = true;
        }
        search();
        return found.future();
    }

    private void search() {
        List<Wanted> asked;
        synchronized (this) {
            asked = waiting;
            waiting = new ArrayList<>();
            searching = !asked.isEmpty();
        }
        if (!asked.isEmpty()) {
            new Pass(asked).start();
        }
    }

    /** Reads the log once for all requests. */
    private final class Pass {
        private final Map<EventId, List<Wanted>> wanted = new HashMap<>();
        private long offset = Long.MAX_VALUE;
        private int epoch = Integer.MAX_VALUE;
        private long until = Long.MIN_VALUE;
        private long end;

        Pass(List<Wanted> asked) {
            for (Wanted one : asked) {
                wanted.computeIfAbsent(one.event(), event -> new ArrayList<>(1)).add(one);
                offset = Math.min(offset, one.from().offset());
                epoch = one.from().leaderEpoch() < 0
                        ? epoch
                        : Math.min(epoch, one.from().leaderEpoch());
                until = until == Long.MIN_VALUE || one.until() - until > 0 ? one.until() : until;
            }
        }

        void start() {
            reader.bounds(topic).onComplete(asked -> {
                if (asked.failed()) {
                    finish(asked.cause());
                } else {
                    asked.result().stream()
                            .filter(bounds -> bounds.partition().equals(partition))
                            .findFirst()
                            .ifPresentOrElse(this::begin, () -> finish(null));
                }
            });
        }

        /** Epochs only rise in a log, so the least of all asked leads to the first place that any of them needs. */
        private void begin(Bounds bounds) {
            end = bounds.end();
            offset = Math.min(offset, end);
            if (bounds.leaderEpoch() <= epoch) {
                read();
                return;
            }
            Divergence.find(reader, partition, epoch, offset).onComplete(found -> {
                if (found.failed()) {
                    finish(found.cause());
                } else {
                    offset = found.result();
                    read();
                }
            });
        }

        /**
         * Reads on in a loop while blocks are in memory, because a recursion over thousands would overflow the stack.
         */
        private void read() {
            while (offset < end && !wanted.isEmpty()) {
                if (System.nanoTime() - until > 0) {
                    finish(new IllegalStateException("no time left to search the log"));
                    return;
                }
                Future<Read> reading = reader.read(partition, offset);
                if (!reading.isComplete()) {
                    reading.onComplete(done -> {
                        if (take(reading)) {
                            read();
                        }
                    });
                    return;
                }
                if (!take(reading)) {
                    return;
                }
            }
            finish(null);
        }

        private boolean take(Future<Read> reading) {
            if (reading.failed()) {
                finish(reading.cause());
                return false;
            }
            Read read = reading.result();
            if (read instanceof Read.Loaded loaded) {
                look(loaded.block());
                offset = Math.max(offset + 1, loaded.block().next());
            } else if (read instanceof Read.Lost lost && lost.to() < offset) {
                finish(new IllegalStateException("the log was cut off during the search"));
                return false;
            } else if (read instanceof Read.Lost lost) {
                offset = Math.max(offset + 1, lost.to());
            } else {
                offset = end;
            }
            return true;
        }

        private void look(Block block) {
            for (int index = block.indexOf(offset); index < block.count(); index++) {
                List<Wanted> found = wanted.remove(block.eventId(index));
                if (found != null) {
                    Mark mark = new Mark.Stored(
                            Mark.tag(topic), partition.index(), block.offset(index), block.recorded(index));
                    found.forEach(one -> one.found().complete(mark));
                }
            }
        }

        private void finish(@Nullable Throwable failure) {
            wanted.values()
                    .forEach(all -> all.forEach(one -> {
                        if (failure == null) {
                            one.found().complete(Mark.FREE);
                        } else {
                            one.found().fail(failure);
                        }
                    }));
            search();
        }
    }
}
