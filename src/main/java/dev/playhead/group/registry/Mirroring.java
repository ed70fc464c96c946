package dev.playhead.group.registry;

import dev.playhead.event.Partition;
import dev.playhead.group.GroupCursor;
import dev.playhead.group.GroupNames;
import dev.playhead.group.GroupSettings;
import dev.playhead.group.Mirror;
import dev.playhead.log.Topics;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owns the cursors to write to the {@link Mirror}: those that this node moved, a few seconds later. At intervals it
 * writes all cursors of all groups, because they expire in the mirror, and because a node may end before its last
 * write. Any thread.
 */
public final class Mirroring {
    private static final Logger LOG = LoggerFactory.getLogger(Mirroring.class);

    private final Vertx vertx;
    private final GroupJournal journal;
    private final Topics topics;
    private final Mirror mirror;
    private final long[] timers = new long[2];

    // Guarded by this
    private Map<String, Map<Partition, Long>> moved = new TreeMap<>();
    private boolean showing;

    public Mirroring(Vertx vertx, GroupJournal journal, Topics topics, Mirror mirror) {
        this.vertx = vertx;
        this.journal = journal;
        this.topics = topics;
        this.mirror = mirror;
    }

    public void start(GroupSettings settings) {
        timers[0] = vertx.setPeriodic(settings.mirrorInterval().toMillis(), tick -> showMoved());
        timers[1] = vertx.setPeriodic(0, settings.mirrorAll().toMillis(), tick -> noteAll());
    }

    /** Stops, once all is shown that was moved. */
    public Future<Void> close() {
        for (long timer : timers) {
            vertx.cancelTimer(timer);
        }
        return showMoved();
    }

    /** The place has been written by this node. */
    public synchronized void moved(GroupCursor place) {
        if (isHidden(place.group())) {
            return;
        }
        moved.computeIfAbsent(place.group(), any -> new HashMap<>()).put(place.at(), place.cursor());
    }

    /** Shows nothing of the group any more. */
    public Future<Void> forget(String group) {
        synchronized (this) {
            moved.remove(group);
        }
        return mirror.forget(group);
    }

    Future<Void> showMoved() {
        Map<String, Map<Partition, Long>> due;
        synchronized (this) {
            if (showing || moved.isEmpty()) {
                return Future.succeededFuture();
            }
            showing = true;
            due = moved;
            moved = new TreeMap<>();
        }
        Future<Void> shown = Future.succeededFuture();
        for (Map.Entry<String, Map<Partition, Long>> each : due.entrySet()) {
            shown = shown.compose(before -> show(each.getKey(), each.getValue()));
        }
        return shown.onComplete(done -> {
            synchronized (this) {
                showing = false;
            }
        });
    }

    /** Shows cursors; a failed one gets another try next time, unless it has moved on. */
    private Future<Void> show(String group, Map<Partition, Long> cursors) {
        return mirror.show(group, cursors).recover(failure -> {
            LOG.atDebug()
                    .addKeyValue("group", group)
                    .addKeyValue("reason", failure.toString())
                    .log("the node failed to mirror cursors");
            synchronized (this) {
                Map<Partition, Long> later = moved.computeIfAbsent(group, any -> new HashMap<>());
                cursors.forEach(later::putIfAbsent);
            }
            return Future.succeededFuture();
        });
    }

    /** Notes every cursor of an existing topic as of now; cursors that this node moved itself are newer. */
    Future<Void> noteAll() {
        return journal.now()
                .compose(now -> topics.list())
                .onSuccess(there -> journal.places().groups().stream()
                        .filter(group -> !isHidden(group))
                        .forEach(group -> there.forEach(topic -> note(List.copyOf(
                                JournaledCursors.known(journal, group, topic).values())))))
                .<Void>mapEmpty()
                .onFailure(failure -> LOG.atDebug()
                        .addKeyValue("reason", failure.toString())
                        .log("the node mirrored cursors in part"));
    }

    /** Returns whether Kafka must not show the group, because it serves a replay's target. */
    private static boolean isHidden(String group) {
        return GroupNames.isReserved(group);
    }

    private synchronized void note(List<GroupCursor> places) {
        for (GroupCursor place : places) {
            moved.computeIfAbsent(place.group(), any -> new HashMap<>()).putIfAbsent(place.at(), place.cursor());
        }
    }
}
