package dev.playhead.group.report;

import dev.playhead.event.EventId;
import dev.playhead.event.Fault;
import dev.playhead.event.Identity;
import dev.playhead.event.Partition;
import dev.playhead.event.Position;
import dev.playhead.event.Problem;
import dev.playhead.event.Refusal;
import dev.playhead.group.ConfirmResult;
import dev.playhead.group.Confirmations;
import dev.playhead.group.Group;
import dev.playhead.group.GroupCursor;
import dev.playhead.group.partition.GroupStores;
import dev.playhead.group.registry.Groups;
import dev.playhead.log.Block;
import dev.playhead.log.Read;
import dev.playhead.log.Topic;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Takes confirmations that come from outside a stream. Whoever serves the partition finds them by the look-up that comes
 * before every delivery. Any thread; Futures complete on any thread.
 */
public final class OutsideConfirmations {
    private final Groups groups;
    private final GroupStores stores;

    public OutsideConfirmations(Groups groups, GroupStores stores) {
        this.groups = groups;
        this.stores = stores;
    }

    /** @param topic null where the group has but one */
    public record Named(@Nullable String topic, EventId event) {}

    /**
     * Confirms for the group. Positions without an event, and what is of topics that are not the group's, are unknown; what
     * the group has settled before is a duplicate.
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
                faults.add(Fault.at("/events/" + index + "/topic", "must be said: the group has more than one"));
            }
        }
        return faults.isEmpty() ? null : new Refusal(Problem.INVALID_REQUEST, "The events are not all named", faults);
    }

    private Future<ConfirmResult> confirm(Group group, List<Position> positions, List<Named> events) {
        Map<String, Asked> asked = new TreeMap<>();
        group.spec().topics().forEach(topic -> asked.put(topic, new Asked(new TreeMap<>(), new HashSet<>())));
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
        for (Named event : events) {
            Asked of = asked.get(event.topic() == null ? group.spec().topics().get(0) : event.topic());
            unknown += of == null ? 1 : 0;
            if (of != null) {
                of.events().add(event.event());
            }
        }
        Future<ConfirmResult> tally = Future.succeededFuture(new ConfirmResult(0, 0, unknown));
        for (Map.Entry<String, Asked> each : asked.entrySet()) {
            if (!each.getValue().isEmpty()) {
                tally = tally.compose(before -> stores.topics()
                        .find(each.getKey())
                        .compose(topic -> confirm(group.name(), topic, each.getValue()))
                        .map(before::and));
            }
        }
        return tally;
    }

    private Future<ConfirmResult> confirm(String group, Topic topic, Asked asked) {
        Gathered gathered = new Gathered();
        asked.events().forEach(event -> gathered.add(identity(event), false));
        return stores.cursors().load(group, topic).compose(places -> {
            Future<Void> read = Future.succeededFuture();
            for (Map.Entry<Integer, TreeSet<Long>> each : asked.offsets().entrySet()) {
                int index = each.getKey();
                Settled settled = new Settled(places.get(index), parked(group, topic, index));
                read = read.compose(done -> index < 0 || index >= topic.partitions()
                        ? unknown(gathered, each.getValue().size())
                        : gather(new Partition(topic.name(), index), each.getValue(), settled, gathered));
            }
            return read.compose(done -> put(group, topic, gathered.settled))
                    .compose(done -> put(group, topic, gathered.identities))
                    .map(gathered::tally);
        });
    }

    private Future<Confirmations.Confirmed> put(String group, Topic topic, List<Identity> identities) {
        return stores.confirmations().confirm(group, topic, List.of(), identities);
    }

    private Set<Long> parked(String group, Topic topic, int partition) {
        Set<Long> offsets = new HashSet<>();
        stores.deadLetters().known(group, topic, partition).entries().forEach(entry -> offsets.add(entry.offset()));
        return offsets;
    }

    private static Future<Void> unknown(Gathered gathered, int count) {
        gathered.unknown += count;
        return Future.succeededFuture();
    }

    /** Takes the offsets out as it reads what stands there, block by block. */
    private Future<Void> gather(Partition partition, TreeSet<Long> offsets, Settled settled, Gathered gathered) {
        if (offsets.isEmpty()) {
            return Future.succeededFuture();
        }
        return stores.reader().read(partition, offsets.first()).compose(read -> {
            long next = Long.MAX_VALUE;
            if (read instanceof Read.Loaded loaded) {
                Block block = loaded.block();
                next = Math.max(block.next(), offsets.first() + 1);
                for (Long offset : offsets.headSet(next)) {
                    int index = block.rowAt(offset);
                    if (index >= 0) {
                        gathered.add(identity(block.eventId(index)), settled.has(offset));
                    } else {
                        gathered.unknown++;
                    }
                }
            } else {
                next = read instanceof Read.Lost lost && lost.to() > offsets.first() ? lost.to() : Long.MAX_VALUE;
                gathered.unknown += offsets.headSet(next).size();
            }
            offsets.headSet(next).clear();
            return gather(partition, offsets, settled, gathered);
        });
    }

    private static Identity identity(EventId event) {
        return Identity.of(
                event.source().getBytes(StandardCharsets.UTF_8), event.id().getBytes(StandardCharsets.UTF_8));
    }

    /** What is asked for of one topic. */
    private record Asked(TreeMap<Integer, TreeSet<Long>> offsets, Set<EventId> events) {
        boolean isEmpty() {
            return offsets.isEmpty() && events.isEmpty();
        }
    }

    /** What the group has settled of a partition; what it has parked can still be confirmed. */
    private record Settled(@Nullable GroupCursor place, Set<Long> parked) {
        boolean has(long offset) {
            if (place == null || parked.contains(offset)) {
                return false;
            }
            return offset < place.cursor()
                    || place.settled().stream().anyMatch(stretch -> stretch.from() <= offset && offset < stretch.to());
        }
    }

    /** What is to be confirmed of one topic; used by one call after the other. */
    private static final class Gathered {
        private final List<Identity> identities = new ArrayList<>();
        private final List<Identity> settled = new ArrayList<>();
        private int unknown;

        void add(Identity identity, boolean before) {
            (before ? settled : identities).add(identity);
        }

        ConfirmResult tally(Confirmations.Confirmed confirmed) {
            int all = identities.size() + settled.size();
            return new ConfirmResult(confirmed.first(), all - confirmed.first(), unknown);
        }
    }
}
