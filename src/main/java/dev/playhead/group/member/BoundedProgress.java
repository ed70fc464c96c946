package dev.playhead.group.member;

import dev.playhead.event.Partition;
import dev.playhead.event.Problem;
import dev.playhead.event.RefusedException;
import dev.playhead.group.Bounded;
import dev.playhead.group.Counted;
import dev.playhead.group.GroupCursor;
import dev.playhead.group.partition.GroupStores;
import dev.playhead.log.Topic;
import dev.playhead.log.Topics;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks all partitions of a bounded group, on all nodes, by their cursors in the journal. It reports when all
 * partitions are at their ends. Any thread, one check at a time.
 */
public final class BoundedProgress {
    private static final Logger LOG = LoggerFactory.getLogger(BoundedProgress.class);

    private final String group;
    private final Bounded bounded;
    private final BoundedListener listener;
    private final Map<String, Topic> topics;
    private final List<Partition> partitions;
    private final AtomicBoolean looking = new AtomicBoolean();
    private volatile int unfinished;
    private volatile boolean told;

    BoundedProgress(String group, Bounded bounded, BoundedListener listener) {
        this.group = group;
        this.bounded = bounded;
        this.listener = listener;
        this.topics = bounded.topics();
        this.partitions = bounded.ranges().keySet().stream().sorted().toList();
        this.unfinished = partitions.size();
    }

    boolean isByTime() {
        return bounded.byTime();
    }

    List<Partition> partitions() {
        return partitions;
    }

    /** Returns the topics in their state at the creation of the group. */
    Map<String, Topic> topics() {
        return topics;
    }

    /** Returns the number of partitions before their ends at the last check. */
    int unfinished() {
        return unfinished;
    }

    /** Finds topics that no longer exist, or were made again; ignores topics that it cannot look up. */
    Future<Set<String>> gone(Topics known) {
        Map<String, Future<Topic>> asked = new HashMap<>();
        topics.keySet().forEach(name -> asked.put(name, known.find(name)));
        return Future.join(List.copyOf(asked.values())).transform(all -> {
            Set<String> gone = new HashSet<>();
            asked.forEach((name, found) -> {
                Topic was = topics.get(name);
                boolean there = found.succeeded()
                        ? was != null && found.result().id().equals(was.id())
                        : !RefusedException.is(found.cause(), Problem.TOPIC_NOT_FOUND);
                if (!there) {
                    gone.add(name);
                }
            });
            return Future.succeededFuture(gone);
        });
    }

    /** Checks the cursors of all partitions, and reports when all are at their ends. */
    void look(GroupStores stores) {
        if (told || !looking.compareAndSet(false, true)) {
            return;
        }
        stores.cursors()
                .loadAll(group, topics.values())
                .compose(places -> {
                    unfinished = (int) partitions.stream()
                            .filter(each -> !bounded.range(each).isSettled(places.get(each)))
                            .count();
                    return unfinished > 0
                            ? Future.succeededFuture()
                            : listener.settled(sum(places)).onSuccess(done -> told = true);
                })
                .onComplete(done -> {
                    looking.set(false);
                    if (done.failed()) {
                        LOG.atDebug()
                                .addKeyValue("group", group)
                                .addKeyValue("reason", String.valueOf(done.cause()))
                                .log("the node failed to check the progress of the group");
                    }
                });
    }

    public static Counted sum(Map<Partition, GroupCursor> places) {
        Counted sum = Counted.from(0);
        for (GroupCursor place : places.values()) {
            Counted counted = place.counted();
            sum = counted == null ? sum : sum.plus(counted);
        }
        return sum;
    }

    /**
     * Receives the end of a bounded group, after it has settled its whole range, on any thread; a repeated notice changes
     * nothing.
     */
    public interface BoundedListener {
        Future<Void> settled(Counted counted);
    }
}
