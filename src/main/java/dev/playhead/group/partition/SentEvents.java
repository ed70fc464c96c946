package dev.playhead.group.partition;

import dev.playhead.event.EventId;
import dev.playhead.event.Fault;
import dev.playhead.event.Partition;
import dev.playhead.event.Position;
import dev.playhead.event.Problem;
import dev.playhead.event.Refusal;
import dev.playhead.event.RefusedException;
import dev.playhead.group.DeliverySelector;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was given to one connection, by position and by id: all that is open, and of what is not, the latest, so that it
 * can be confirmed late or once more. Owned by the connection's event loop.
 */
public final class SentEvents {
    private final Map<Partition, Map<Long, SentEvent>> byOffset = new HashMap<>();
    private final Map<String, SentEvent> byId = new HashMap<>();
    private final ArrayDeque<SentEvent> settled = new ArrayDeque<>();
    private final ArrayDeque<SentEvent> lost = new ArrayDeque<>();
    private final int maxSettled;
    private final int maxLost;

    public SentEvents(int maxSettled, int maxLost) {
        this.maxSettled = maxSettled;
        this.maxLost = maxLost;
    }

    /** Those of one partition, for its share to add to. */
    Map<Long, SentEvent> of(Partition partition) {
        return byOffset.computeIfAbsent(partition, any -> new HashMap<>());
    }

    /** @param all those of its partition */
    void add(SentEvent handout, Map<Long, SentEvent> all) {
        SentEvent before = all.put(handout.offset(), handout);
        if (before != null) {
            forgetId(before);
            handout.held = before.held;
        }
        handout.sameId = byId.put(handout.id(), handout);
    }

    /**
     * Whether the same event is with the client from another partition, as one appended twice under two keys may be. If so,
     * the share is told what became of that.
     */
    boolean holds(ServedPartition share, String source, String id) {
        for (SentEvent each = byId.get(id); each != null; each = each.sameId) {
            ServedPartition other = each.share;
            if (other != null
                    && other != share
                    && each.state == SentEvent.State.OPEN
                    && each.source().equals(source)
                    && each.topic().name().equals(share.topic().name())
                    && other.ledger().isPending(each.offset())) {
                List<ServedPartition> held = new ArrayList<>(each.held);
                held.add(share);
                each.held = held;
                return true;
            }
        }
        return false;
    }

    private static void release(SentEvent handout) {
        List<ServedPartition> held = handout.held;
        handout.held = List.of();
        for (ServedPartition share : held) {
            share.released(handout.identity(), handout.state == SentEvent.State.CONFIRMED);
        }
    }

    @Nullable
    SentEvent at(Partition partition, long offset) {
        Map<Long, SentEvent> found = byOffset.get(partition);
        return found == null ? null : found.get(offset);
    }

    /** It is settled, in whichever way; a while longer it is known that it was. */
    public void settle(SentEvent handout, SentEvent.State state) {
        handout.state = state;
        handout.share = null;
        settled.add(handout);
        if (settled.size() > maxSettled) {
            forget(settled.remove());
        }
        release(handout);
    }

    /** The share is served by another: what is open of it is lost. */
    void lose(ServedPartition share) {
        Collection<SentEvent> all =
                byOffset.getOrDefault(share.partition(), Map.of()).values();
        for (SentEvent each : List.copyOf(all)) {
            if (each.share == share) {
                each.state = SentEvent.State.LOST;
                each.share = null;
                lost.add(each);
                release(each);
            }
        }
        while (lost.size() > maxLost) {
            forget(lost.remove());
        }
    }

    private void forget(SentEvent handout) {
        if (handout.siblings().remove(handout.offset(), handout)) {
            forgetId(handout);
        }
    }

    private void forgetId(SentEvent handout) {
        SentEvent first = byId.get(handout.id());
        if (first == handout) {
            if (handout.sameId == null) {
                byId.remove(handout.id());
            } else {
                byId.put(handout.id(), handout.sameId);
            }
            return;
        }
        for (SentEvent each = first; each != null; each = each.sameId) {
            if (each.sameId == handout) {
                each.sameId = handout.sameId;
                return;
            }
        }
    }

    /**
     * Those that are named, and how many are not known here.
     *
     * @throws RefusedException where a bare id is that of events of several sources
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
            byOffset.getOrDefault(partition, Map.of()).values().stream()
                    .filter(each -> each.offset() <= last.offset() && each.state == SentEvent.State.OPEN)
                    .forEach(found::add);
        }
        return new Found(found, unknown);
    }

    private static int add(List<SentEvent> found, @Nullable SentEvent handout) {
        if (handout == null) {
            return 1;
        }
        found.add(handout);
        return 0;
    }

    private int addUnambiguous(List<SentEvent> found, String id, int index) {
        SentEvent first = byId.get(id);
        for (SentEvent each = first; each != null; each = each.sameId) {
            if (!each.source().equals(first == null ? "" : first.source())) {
                throw new Refusal(
                                Problem.INVALID_REQUEST,
                                "Several sources have an event of that id",
                                Fault.at("/ids/" + index, "is not one event's alone: name it by source and id"))
                        .asException();
            }
        }
        return first == null ? 1 : addAll(found, id, first.source());
    }

    /** An event that was appended more than once counts once; all of it that is open is meant. */
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

    public record Found(List<SentEvent> handouts, int unknown) {}
}
