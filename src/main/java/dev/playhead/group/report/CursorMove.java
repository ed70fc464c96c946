package dev.playhead.group.report;

import dev.playhead.delivery.request.Start;
import dev.playhead.event.Partition;
import dev.playhead.event.Problem;
import dev.playhead.group.Attempts;
import dev.playhead.group.Group;
import dev.playhead.group.GroupCursor;
import dev.playhead.group.GroupSettings;
import dev.playhead.group.GroupSpecs;
import dev.playhead.group.Lease;
import dev.playhead.group.ParkedIndex;
import dev.playhead.group.Serving;
import dev.playhead.group.partition.GroupStores;
import dev.playhead.group.registry.Groups;
import dev.playhead.group.registry.InitialCursors;
import dev.playhead.log.Topic;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves the cursor of a group. It ends the connections of the group on all nodes and takes the leases of all partitions
 * itself, as a member does; so no owner delivers meanwhile or writes an older place afterwards. Any thread; Futures complete
 * on any thread.
 */
public final class CursorMove {
    private static final Logger LOG = LoggerFactory.getLogger(CursorMove.class);
    private static final long PAUSE_MILLIS = 50;

    private final Vertx vertx;
    private final Groups groups;
    private final GroupSpecs specs;
    private final GroupStores stores;
    private final InitialCursors beginning;
    private final Serving serving;
    private final GroupSettings settings;
    private final InstantSource clock;

    public CursorMove(
            Vertx vertx,
            Groups groups,
            GroupSpecs specs,
            GroupStores stores,
            InitialCursors beginning,
            Serving serving,
            GroupSettings settings,
            InstantSource clock) {
        this.vertx = vertx;
        this.groups = groups;
        this.specs = specs;
        this.stores = stores;
        this.beginning = beginning;
        this.serving = serving;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * Describes the move in one partition.
     *
     * @param from the cursor before
     * @param to the cursor after
     * @param isBack whether settled events come again
     * @param events the number of events that the move delivers again, or passes in a move forward; null without a
     *     count
     */
    public record Moved(
            Partition partition,
            long from,
            long to,
            boolean isBack,
            @Nullable Long events) {}

    /** @param isExact whether the events were counted to the end */
    public record Moves(List<Moved> partitions, boolean isExact) {}

    /** Counts the events of a move, and changes nothing; fails with {@code group_not_found}. */
    public Future<Moves> count(String name, Start start) {
        return groups.find(name).compose(group -> serving.keep(name)
                .otherwiseEmpty()
                .compose(kept -> steps(group, start))
                .compose(steps -> count(group, steps)
                        .map(counts -> new Moves(
                                steps.stream()
                                        .map(step -> moved(step, counts.events().getOrDefault(step.partition(), 0L)))
                                        .toList(),
                                counts.isWhole()))));
    }

    private Future<CursorCount.Counts> count(Group group, List<CursorStep> steps) {
        List<Future<Set<Long>>> asked =
                steps.stream().map(step -> parked(group, step.before())).toList();
        return Future.all(asked).compose(all -> {
            Map<Partition, Set<Long>> parked = new HashMap<>();
            for (int index = 0; index < steps.size(); index++) {
                parked.put(steps.get(index).partition(), asked.get(index).result());
            }
            return new CursorCount(vertx, stores.reader(), specs.filter(group.spec()), parked, settings.maxSearched())
                    .count(steps);
        });
    }

    private Future<Set<Long>> parked(Group group, GroupCursor at) {
        return stores.topics().find(at.topic()).compose(topic -> stores.deadLetters()
                .load(group.name(), topic, at.partition())
                .map(parked ->
                        parked.entries().stream().map(ParkedIndex.Entry::offset).collect(Collectors.toSet())));
    }

    /**
     * Moves the cursor in all partitions. Fails with {@code group_not_found}, and with {@code busy} if another caller
     * moves it, or if the connections of the group do not give their partitions up in time. A caller may repeat a
     * failed move.
     */
    public Future<Moves> move(String name, Start start) {
        String member = "cursor-" + UUID.randomUUID();
        long patience = settings.lease().plus(settings.drain()).toMillis();
        return groups.find(name)
                // Refuses an impossible start before it interrupts any connection
                .compose(group -> beginning.find(group.spec(), start))
                .compose(found -> groups.hold(name, clock.millis() + 2 * patience))
                .compose(held -> steps(held, start)
                        .compose(before -> seize(held, member, new HashMap<>(), clock.millis() + patience))
                        // Again, because their owners have written their last places only now
                        .compose(leases -> steps(held, start).compose(steps -> apply(held, steps, leases)))
                        .eventually(() -> stores.leases().leave(name, member))
                        .eventually(() -> groups.letGo(held)));
    }

    private Future<List<CursorStep>> steps(Group group, Start start) {
        return beginning.of(group).compose(begun -> stores.cursors()
                .loadAll(group.name(), begun.topics().values())
                .compose(places -> beginning.find(group.spec(), start).map(starts -> places.values().stream()
                        .filter(place -> starts.containsKey(place.at()))
                        .map(place -> new CursorStep(place, starts.getOrDefault(place.at(), 0L)))
                        .sorted(Comparator.comparing(CursorStep::partition))
                        .toList())));
    }

    /** Takes the leases of all partitions, as soon as their owners have given them up. */
    private Future<Map<Partition, Lease>> seize(Group group, String member, Map<Partition, Lease> mine, long until) {
        return stores.leases()
                .sync(group.name(), List.of(member))
                .compose(view -> above(group))
                .compose(above -> {
                    above.keySet().removeAll(mine.keySet());
                    return above.isEmpty()
                            ? Future.succeededFuture(true)
                            : stores.leases()
                                    .acquire(group.name(), member, above)
                                    .map(leases -> {
                                        leases.forEach(lease -> mine.put(lease.partition(), lease));
                                        return leases.size() == above.size();
                                    });
                })
                .compose(all -> {
                    if (all) {
                        return Future.succeededFuture(mine);
                    }
                    return clock.millis() < until
                            ? vertx.timer(PAUSE_MILLIS).compose(again -> seize(group, member, mine, until))
                            : Future.failedFuture(Problem.BUSY
                                    .because("Connections of the group " + group.name()
                                            + " have not given up their partitions in time: try again")
                                    .asException());
                });
    }

    /** The epochs that the leases must be above, by partition. */
    private Future<Map<Partition, Long>> above(Group group) {
        return beginning.of(group).compose(begun -> stores.cursors()
                .loadAll(group.name(), begun.topics().values())
                .map(places -> {
                    Map<Partition, Long> above = new HashMap<>();
                    places.values().forEach(place -> above.put(place.at(), Math.max(0, place.epoch())));
                    return above;
                }));
    }

    private Future<Moves> apply(Group group, List<CursorStep> steps, Map<Partition, Lease> leases) {
        List<Future<?>> forgotten = new ArrayList<>();
        List<GroupCursor> after = new ArrayList<>();
        for (CursorStep step : steps) {
            Lease lease = leases.get(step.partition());
            if (lease != null && step.changes()) {
                forgotten.add(forgetAttempts(group, step));
                after.add(step.after(lease));
            }
        }
        steps.stream()
                .filter(CursorStep::isBack)
                .map(step -> step.partition().topic())
                .distinct()
                .forEach(topic -> forgotten.add(forgetConfirmations(group, topic)));
        // The places come last: until they are written, a repeated call moves the cursor again
        return Future.all(forgotten)
                .compose(done -> stores.cursors().put(after))
                .map(done ->
                        new Moves(steps.stream().map(step -> moved(step, null)).toList(), true))
                .onSuccess(moves -> LOG.atInfo()
                        .addKeyValue("group", group.name())
                        .addKeyValue("moves", moves.partitions().toString())
                        .log("cursor moved"));
    }

    private Future<Void> forgetConfirmations(Group group, String name) {
        return stores.topics().find(name).compose((Topic topic) -> stores.confirmations()
                .forget(group.name(), topic));
    }

    private Future<Void> forgetAttempts(Group group, CursorStep step) {
        if (step.isBack()) {
            return stores.attempts().forgetAll(group.name(), step.partition());
        }
        return stores.attempts().load(group.name(), step.partition()).compose(all -> {
            List<Long> passed = all.stream()
                    .map(Attempts.Attempt::offset)
                    .filter(offset -> offset < step.to())
                    .toList();
            return stores.attempts().forget(group.name(), step.partition(), passed);
        });
    }

    private static Moved moved(CursorStep step, @Nullable Long events) {
        return new Moved(step.partition(), step.before().cursor(), step.to(), step.isBack(), events);
    }
}
