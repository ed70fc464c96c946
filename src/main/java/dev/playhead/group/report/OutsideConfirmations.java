package dev.playhead.group.report;

import dev.playhead.event.EventFilter;
import dev.playhead.event.EventId;
import dev.playhead.event.Fault;
import dev.playhead.event.Identity;
import dev.playhead.event.Position;
import dev.playhead.event.Problem;
import dev.playhead.event.Refusal;
import dev.playhead.group.ConfirmResult;
import dev.playhead.group.Confirmations;
import dev.playhead.group.Group;
import dev.playhead.group.GroupSettings;
import dev.playhead.group.GroupSpecs;
import dev.playhead.group.partition.GroupStores;
import dev.playhead.group.registry.Groups;
import dev.playhead.group.report.EventLookUp.Asked;
import dev.playhead.group.report.EventLookUp.Gathered;
import dev.playhead.log.Topic;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Takes confirmations from outside a stream. The connection that serves a partition finds them by the look-up before every
 * delivery. Only an event that the log has can be confirmed: a name without an event must not suppress an event that a
 * producer appends later. Any thread; Futures complete on any thread.
 */
public final class OutsideConfirmations {
    private final Groups groups;
    private final GroupSpecs specs;
    private final GroupStores stores;
    private final EventLookUp lookUp;

    public OutsideConfirmations(
            Vertx vertx, Groups groups, GroupSpecs specs, GroupStores stores, GroupSettings settings) {
        this.groups = groups;
        this.specs = specs;
        this.stores = stores;
        this.lookUp = new EventLookUp(vertx, stores, settings.maxSearched());
    }

    /** @param topic null for a group with only one topic */
    public record Named(@Nullable String topic, EventId event) {}

    /**
     * Confirms events for the group. Unknown are positions without an event, names without an unsettled, parked or
     * confirmed event, events that the filter of the group drops, and events of other topics. An event settled before
     * is a duplicate. Fails with {@code invalid_request}, and confirms nothing, if the search for a name reaches its
     * limit.
     */
    public Future<ConfirmResult> confirm(String name, List<Position> positions, List<Named> events) {
        return groups.find(name).compose(group -> {
            Refusal refusal = ambiguous(group, events);
            return refusal == null ? confirm(group, positions, events) : Future.failedFuture(refusal.asException());
        });
    }

    private static @Nullable Refusal ambiguous(Group group, List<Named> events) {
        List<Fault> faults = new ArrayList<>();
        for (int index = 0; index < events.size() && group.spec().topics().size() > 1; index++) {
            if (events.get(index).topic() == null) {
                faults.add(Fault.at("/events/" + index + "/topic", "is missing: the group has more than one topic"));
            }
        }
        return faults.isEmpty() ? null : new Refusal(Problem.INVALID_REQUEST, "Some events have no topic", faults);
    }

    private Future<ConfirmResult> confirm(Group group, List<Position> positions, List<Named> events) {
        Map<String, Asked> asked = new TreeMap<>();
        group.spec().topics().forEach(topic -> asked.put(topic, new Asked(new TreeMap<>(), new LinkedHashMap<>())));
        int unknown = 0;
        for (Position position : positions) {
            Asked of = asked.get(position.topic());
            unknown += of == null ? 1 : 0;
            if (of != null) {
                of.offsets()
                        .computeIfAbsent(position.partition(), any -> new TreeSet<>())
                        .add(position.offset());
            }
        }
        for (int index = 0; index < events.size(); index++) {
            Named event = events.get(index);
            Asked of = asked.get(event.topic() == null ? group.spec().topics().get(0) : event.topic());
            unknown += of == null ? 1 : 0;
            if (of != null) {
                of.events().putIfAbsent(event.event(), index);
            }
        }
        asked.values().removeIf(Asked::isEmpty);
        ConfirmResult elsewhere = new ConfirmResult(0, 0, unknown);
        return gather(group, asked).compose(all -> put(group.name(), all)).map(elsewhere::and);
    }

    /** Looks all events up before the first confirmation, so that a refused call confirms nothing. */
    private Future<List<Gathered>> gather(Group group, Map<String, Asked> asked) {
        EventFilter filter = specs.filter(group.spec());
        List<Gathered> all = new ArrayList<>();
        Future<Void> gathered = Future.succeededFuture();
        for (Map.Entry<String, Asked> each : asked.entrySet()) {
            gathered = gathered.compose(done -> stores.topics().findIfThere(each.getKey()))
                    .compose(topic -> topic.isEmpty()
                            ? Future.succeededFuture(Gathered.nothing(each.getValue()))
                            : lookUp.gather(group.name(), topic.get(), filter, each.getValue()))
                    .map(all::add)
                    .mapEmpty();
        }
        return gathered.map(done -> all);
    }

    private Future<ConfirmResult> put(String group, List<Gathered> all) {
        Future<ConfirmResult> tally = Future.succeededFuture(ConfirmResult.NONE);
        for (Gathered each : all) {
            Topic topic = each.topic();
            tally = tally.compose(before -> topic == null
                    ? Future.succeededFuture(before.and(each.tally(0)))
                    : put(group, topic, each.settled())
                            .compose(done -> put(group, topic, each.identities()))
                            .map(confirmed -> before.and(each.tally(confirmed.first()))));
        }
        return tally;
    }

    private Future<Confirmations.Confirmed> put(String group, Topic topic, List<Identity> identities) {
        return stores.confirmations().confirm(group, topic, List.of(), identities);
    }
}
