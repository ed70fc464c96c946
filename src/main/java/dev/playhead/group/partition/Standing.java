package dev.playhead.group.partition;

import dev.playhead.event.Partition;
import dev.playhead.group.GroupCursor;
import dev.playhead.group.GroupCursor.Progress;
import dev.playhead.log.Bounds;
import dev.playhead.log.Topic;
import dev.playhead.stream.Gap;
import io.vertx.core.Future;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The valid part of a group's progress in one partition, after a change of its filter or a cut of its log; immutable.
 *
 * @param leaderEpoch at least the epoch of every read record; negative if it is unknown
 * @param gap the lost part of the progress; null without a loss
 */
record Standing(
        Progress progress, int leaderEpoch, @Nullable Gap gap) {
    static Standing at(long from) {
        return new Standing(new Progress(from, List.of(), from), -1, null);
    }

    /** Finds the progress of an unbounded group; completes on any thread. */
    static Future<Standing> of(ConnectionContext connection, Topic topic, GroupCursor cursor) {
        Partition partition = new Partition(topic.name(), cursor.partition());
        int epoch = cursor.basis().leaderEpoch();
        long end = cursor.progress().end();
        return judged(connection, topic, cursor).compose(progress -> connection
                .delivery()
                .divergence(partition, epoch, end)
                .map(cut -> cut < end
                        ? new Standing(progress.before(cut), epoch, new Gap(partition, end, cut, "truncated"))
                        : new Standing(progress, epoch, null)));
    }

    /**
     * Returns the progress under another filter. The new filter judges the events that the old one left out beyond the
     * last delivered event. If the group has no delivered event, the log may have removed some of these: this is not a
     * gap, because the group had passed them.
     */
    private static Future<Progress> judged(ConnectionContext connection, Topic topic, GroupCursor cursor) {
        Progress progress = cursor.progress();
        if (!cursor.basis().isOfOtherFilter(connection.spec().filterMark()) || progress.end() <= progress.delivered()) {
            return Future.succeededFuture(progress);
        }
        return connection
                .stores()
                .reader()
                .bounds(topic)
                .map(all -> progress.before(Math.max(progress.delivered(), start(all, cursor.partition()))));
    }

    /** Returns the present start of the partition. */
    static long start(List<Bounds> bounds, int partition) {
        return bounds.stream()
                .filter(each -> each.partition().index() == partition)
                .mapToLong(Bounds::start)
                .findFirst()
                .orElse(0);
    }
}
