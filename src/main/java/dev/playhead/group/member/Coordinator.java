package dev.playhead.group.member;

import dev.playhead.event.Partition;
import dev.playhead.group.GroupSettings;
import dev.playhead.group.Lease;
import dev.playhead.group.Leases;
import dev.playhead.group.partition.AssignmentRound;
import dev.playhead.group.partition.GroupStores;
import dev.playhead.log.Bounds;
import dev.playhead.log.Topic;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Renews the leases of one group's connections on this node, and assigns partitions to them. Owned by one event loop;
 * {@link #join}, {@link #leave} and {@link #sync} on any thread.
 */
final class Coordinator {
    private static final Logger LOG = LoggerFactory.getLogger(Coordinator.class);
    private static final long NONE = -1;

    /** The factor by which looks come faster while partitions wait for their members. */
    private static final int HURRY = 8;

    private final String group;
    private final List<String> topics;
    private final @Nullable BoundedProgress progress;
    private final GroupSettings settings;
    private final GroupStores stores;
    private final Context context;
    private final LongSupplier nanos;
    private final Map<String, CoordinatedMember> members = new LinkedHashMap<>();
    private final Bystanders bystanders;
    private boolean looking;
    private boolean again;
    private boolean away;
    private long timer = NONE;
    private long watchedAt;

    Coordinator(
            String group,
            List<String> topics,
            @Nullable BoundedProgress progress,
            GroupSettings settings,
            GroupStores stores,
            Context context,
            LongSupplier nanos) {
        this.group = group;
        this.topics = topics;
        this.progress = progress;
        this.settings = settings;
        this.stores = stores;
        this.context = context;
        this.nanos = nanos;
        this.bystanders = new Bystanders(settings.unasked().toNanos());
        this.watchedAt = nanos.getAsLong();
    }

    private record View(long askedAt, Leases.View leases, Map<String, Topic> topics, Set<String> gone) {}

    void join(CoordinatedMember member) {
        context.runOnContext(here -> {
            members.put(member.name(), member);
            log(member, "a connection joined the group");
            look();
        });
    }

    /** The connection is closed: its partitions are free for others. */
    Future<Void> leave(CoordinatedMember member) {
        Promise<Void> left = Promise.promise();
        context.runOnContext(here -> {
            members.remove(member.name());
            log(member, "a connection left the group");
            stores.leases()
                    .leave(group, member.name())
                    .onComplete(done -> context.runOnContext(free -> {
                        look();
                        left.handle(done);
                    }));
        });
        return left.future();
    }

    private void log(CoordinatedMember member, String what) {
        LOG.atInfo()
                .addKeyValue("group", group)
                .addKeyValue("member", member.name())
                .addKeyValue("connections", members.size())
                .log(what);
    }

    /** Looks soon: something has changed. */
    void sync() {
        context.runOnContext(here -> look());
    }

    private void look() {
        if (looking) {
            again = true;
            return;
        }
        stopTimer();
        if (members.isEmpty()) {
            return;
        }
        looking = true;
        again = false;
        long askedAt = nanos.getAsLong();
        List<String> names = bystanders.shown(members.values());
        Future<Leases.View> leases = stores.leases().sync(group, names);
        Future<Set<String>> gone = progress == null ? Future.succeededFuture(Set.of()) : progress.gone(stores.topics());
        Future<Map<String, Topic>> known = progress == null ? known() : Future.succeededFuture(progress.topics());
        Future.join(leases, known, gone)
                .onComplete(done -> context.runOnContext(here -> {
                    looking = false;
                    if (done.succeeded()) {
                        if (away) {
                            LOG.atInfo()
                                    .addKeyValue("group", group)
                                    .log("the node renews the leases of the group again");
                        }
                        away = false;
                        boolean settled = tell(new View(askedAt, leases.result(), known.result(), gone.result()));
                        next(settled ? 1 : HURRY);
                    } else {
                        if (!away) {
                            LOG.atWarn()
                                    .addKeyValue("group", group)
                                    .addKeyValue("reason", done.cause().getMessage())
                                    .log("the node failed to renew the leases of the group");
                        }
                        away = true;
                        next(HURRY);
                    }
                }));
    }

    private Future<Map<String, Topic>> known() {
        List<Future<Topic>> found =
                topics.stream().map(name -> stores.topics().find(name)).toList();
        return Future.join(found).map(all -> {
            Map<String, Topic> byName = new TreeMap<>();
            found.forEach(each -> byName.put(each.result().name(), each.result()));
            return byName;
        });
    }

    /**
     * Tells every connection its intended partitions; returns whether all partitions are at their intended connections.
     */
    private boolean tell(View view) {
        Map<Partition, String> holding = new HashMap<>();
        view.leases().holders().forEach((partition, holder) -> holding.put(partition, holder.member()));
        List<String> candidates = bystanders.candidates(view.leases().members(), members.values(), nanos.getAsLong());
        Map<Partition, String> target = target(candidates, view, holding);
        Map<String, Map<Partition, Lease>> mine = new HashMap<>();
        view.leases().mine().forEach(lease -> mine.computeIfAbsent(lease.member(), name -> new HashMap<>())
                .put(lease.partition(), lease));
        members.values().forEach(member -> {
            AssignmentRound round = new AssignmentRound(
                    view.askedAt(),
                    mine.getOrDefault(member.name(), Map.of()),
                    target,
                    view.leases().holders(),
                    view.topics(),
                    view.gone(),
                    progress == null ? 0 : progress.unfinished());
            member.context().runOnContext(here -> member.round(round));
        });
        bystanders
                .leaving(members.values(), candidates, view.leases().holders())
                .forEach(name -> stores.leases().leave(group, name));
        watch(view.topics());
        if (progress != null) {
            progress.look(stores);
        }
        // Without a candidate, members that stood back come again with the next round
        return target.equals(holding) && !candidates.isEmpty();
    }

    private Map<Partition, String> target(List<String> there, View view, Map<Partition, String> holding) {
        if (progress != null) {
            return progress.isByTime()
                    ? Assignment.toOne(there, progress.partitions(), holding)
                    : Assignment.of(there, progress.partitions(), holding);
        }
        List<Partition> partitions = new ArrayList<>();
        view.topics().values().forEach(topic -> partitions.addAll(topic.all()));
        return Assignment.of(there, partitions, holding);
    }

    /** Tells every connection the ends of the partitions, at intervals. */
    private void watch(Map<String, Topic> known) {
        long now = nanos.getAsLong();
        if (now - watchedAt < settings.sync().toNanos()) {
            return;
        }
        watchedAt = now;
        List<Future<List<Bounds>>> asked =
                known.values().stream().map(stores.reader()::bounds).toList();
        Future.join(asked).onSuccess(all -> {
            Map<Partition, Long> ends = new HashMap<>();
            asked.forEach(each -> each.result().forEach(bounds -> ends.put(bounds.partition(), bounds.end())));
            context.runOnContext(here ->
                    members.values().forEach(member -> member.context().runOnContext(there -> member.watch(ends))));
        });
    }

    private void next(int hurry) {
        if (again) {
            look();
            return;
        }
        long wait = Math.max(10, settings.sync().toMillis() / hurry);
        timer = context.owner()
                .setTimer(
                        wait,
                        passed -> context.runOnContext(here -> {
                            if (timer == passed) {
                                timer = NONE;
                                look();
                            }
                        }));
    }

    private void stopTimer() {
        if (timer != NONE) {
            context.owner().cancelTimer(timer);
            timer = NONE;
        }
    }
}
