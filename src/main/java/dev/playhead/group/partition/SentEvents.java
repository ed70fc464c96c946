package dev.playhead.group.partition;

import dev.playhead.event.EventId;
import dev.playhead.event.Fault;
import dev.playhead.event.Partition;
import dev.playhead.event.Position;
import dev.playhead.event.Problem;
import dev.playhead.event.Refusal;
import dev.playhead.event.RefusedException;
import dev.playhead.group.DeliverySelector;
import dev.playhead.group.ledger.LedgerEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.agrona.collections.Long2ObjectHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the events that one connection sent, by position and by id: all open ones, and the latest of the others, so
 * that the client can confirm an event late or again. Owned by the event loop of the connection.
 */
public final class SentEvents {
    private final Map<Partition, Long2ObjectHashMap<SentEvent>> byOffset = new HashMap<>();
    private final Map<String, SentEvent> byId = new HashMap<>();
    private final ArrayDeque<SentEvent> settled = new ArrayDeque<>();
    private final ArrayDeque<SentEvent> lost = new ArrayDeque<>();
    private final int maxSettled;
    private final int maxLost;

    /**
     * @param maxSettled the maximum of kept events that were settled here
     * @param maxLost the maximum of kept events of partitions that moved
     */
    public SentEvents(int maxSettled, int maxLost) {
        this.maxSettled = maxSettled;
        this.maxLost = maxLost;
    }

    /** The events of one served partition. */
    OfPartition of(SentEvent.Owner owner) {
        return new OfPartition(owner, byOffset.computeIfAbsent(owner.partition(), any -> new Long2ObjectHashMap<>()));
    }

    /** Keeps the sent events of one served partition. Owned by the same thread. */
    final class OfPartition {
        private final SentEvent.Owner owner;
        private final Long2ObjectHashMap<SentEvent> all;

        private OfPartition(SentEvent.Owner owner, Long2ObjectHashMap<SentEvent> all) {
            this.owner = owner;
            this.all = all;
        }

        /** The event is sent in this very turn. */
        void add(LedgerEvent event, String source, String id) {
            SentEvent sent = new SentEvent(owner, all, event, source, id);
            SentEvent before = all.put(sent.offset(), sent);
            if (before != null) {
                forgetId(before);
                sent.held = before.held;
            }
            sent.sameId = byId.put(id, sent);
        }

        /**
         * Returns whether the client has the same event from another partition: an event appended twice may have two
         * keys. If so, {@link SentEvent.Owner#released} follows.
         */
        boolean holds(String source, String id) {
            for (SentEvent each = byId.get(id); each != null; each = each.sameId) {
                SentEvent.Owner other = each.owner;
                if (other != null
                        && other != owner
                        && each.state == SentEvent.State.OPEN
                        && each.source().equals(source)
                        && each.topic().name().equals(owner.topic().name())
                        && other.isPending(each.offset())) {
                    List<SentEvent.Owner> held = new ArrayList<>(each.held);
                    held.add(owner);
                    each.held = held;
                    return true;
                }
            }
            return false;
        }

        /** Returns the event at the offset, sent by any partition's worker; null for an unknown one. */
        @Nullable
        SentEvent at(long offset) {
            return all.get(offset);
        }

        /** Returns the number of the attempt that the owner sent; 0 without one. */
        int attempt(long offset) {
            SentEvent sent = all.get(offset);
            return sent == null || sent.owner != owner ? 0 : sent.attempt();
        }

        /** Marks an event as settled by the ledger; does nothing if the owner has not sent it. */
        void settle(long offset, SentEvent.State how) {
            SentEvent sent = all.get(offset);
            if (sent != null && sent.owner == owner) {
                SentEvents.this.settle(sent, how);
            }
        }

        /** Another connection serves the partition: all open events of the owner are lost. */
        void lose() {
            List<SentEvent> open = all.values().stream()
                    .filter(each -> each.owner == owner)
                    .sorted(Comparator.comparingLong(SentEvent::offset))
                    .toList();
            for (SentEvent each : open) {
                each.state = SentEvent.State.LOST;
                each.owner = null;
                lost.add(each);
                release(each);
            }
            while (lost.size() > maxLost) {
                forget(lost.remove());
            }
        }
    }

    private static void release(SentEvent sent) {
        List<SentEvent.Owner> held = sent.held;
        sent.held = List.of();
        for (SentEvent.Owner owner : held) {
            owner.released(sent.identity(), sent.state == SentEvent.State.CONFIRMED);
        }
    }

    private @Nullable SentEvent at(Partition partition, long offset) {
        Long2ObjectHashMap<SentEvent> found = byOffset.get(partition);
        return found == null ? null : found.get(offset);
    }

    /** The event is settled; it stays known for a while. */
    public void settle(SentEvent sent, SentEvent.State state) {
        sent.state = state;
        sent.owner = null;
        settled.add(sent);
        if (settled.size() > maxSettled) {
            forget(settled.remove());
        }
        release(sent);
    }

    private void forget(SentEvent sent) {
        if (sent.siblings().remove(sent.offset(), sent)) {
            forgetId(sent);
        }
    }

    private void forgetId(SentEvent sent) {
        SentEvent first = byId.get(sent.id());
        if (first == sent) {
            if (sent.sameId == null) {
                byId.remove(sent.id());
            } else {
                byId.put(sent.id(), sent.sameId);
            }
            return;
        }
        for (SentEvent each = first; each != null; each = each.sameId) {
            if (each.sameId == sent) {
                each.sameId = sent.sameId;
                return;
            }
        }
    }

    /**
     * Finds the events that the client names, and counts unknown names.
     *
     * @throws RefusedException if events of several sources have a bare id
     */
    public Found find(DeliverySelector named) {
        List<SentEvent> found = new ArrayList<>();
        int unknown = 0;
        for (Position position : named.positions()) {
            unknown += add(found, at(new Partition(position.topic(), position.partition()), position.offset()));
        }
        for (EventId event : named.events()) {
            unknown += addAll(found, event.id(), event.source());
        }
        for (int index = 0; index < named.ids().size(); index++) {
            unknown += addUnambiguous(found, named.ids().get(index), index);
        }
        for (Position last : named.upTo()) {
            Partition partition = new Partition(last.topic(), last.partition());
            Long2ObjectHashMap<SentEvent> all = byOffset.get(partition);
            if (all == null) {
                unknown++;
            } else {
                all.values().stream()
                        .filter(each -> each.offset() <= last.offset() && each.state == SentEvent.State.OPEN)
                        .sorted(Comparator.comparingLong(SentEvent::offset))
                        .forEach(found::add);
            }
        }
        return new Found(found, unknown);
    }

    private static int add(List<SentEvent> found, @Nullable SentEvent sent) {
        if (sent == null) {
            return 1;
        }
        found.add(sent);
        return 0;
    }

    private int addUnambiguous(List<SentEvent> found, String id, int index) {
        SentEvent first = byId.get(id);
        for (SentEvent each = first; each != null; each = each.sameId) {
            if (!each.source().equals(first == null ? "" : first.source())) {
                throw new Refusal(
                                Problem.INVALID_REQUEST,
                                "Several sources have an event with this id",
                                Fault.at("/ids/" + index, "is ambiguous: name the event by source and id"))
                        .asException();
            }
        }
        return first == null ? 1 : addAll(found, id, first.source());
    }

    /** An event that was appended more than once counts once; its name stands for all of its open appends. */
    private int addAll(List<SentEvent> found, String id, String source) {
        SentEvent any = null;
        int before = found.size();
        for (SentEvent each = byId.get(id); each != null; each = each.sameId) {
            if (each.source().equals(source)) {
                any = each;
                if (each.state == SentEvent.State.OPEN) {
                    found.add(each);
                }
            }
        }
        return found.size() > before ? 0 : add(found, any);
    }

    /** @param unknown the number of names without an event */
    public record Found(List<SentEvent> events, int unknown) {}
}
