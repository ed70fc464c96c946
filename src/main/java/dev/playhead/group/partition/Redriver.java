package dev.playhead.group.partition;

import dev.playhead.event.Identity;
import dev.playhead.event.Position;
import dev.playhead.group.ParkedIndex;
import dev.playhead.group.ledger.Ledger;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.agrona.collections.Long2ObjectHashMap;
import org.agrona.collections.LongArrayList;
import org.agrona.collections.LongHashSet;

/**
 * Redrives the parked events of a partition: passes redrive requests and discards to its ledger, and removes the dead
 * letters of processed events. Owned by the event loop of the connection.
 */
final class Redriver {
    private final PartitionScope scope;
    private final PartitionEvents events;
    private final Ledger ledger;
    private final Long2ObjectHashMap<Identity> known = new Long2ObjectHashMap<>();
    private final Long2ObjectHashMap<Identity> fresh = new Long2ObjectHashMap<>();
    private final LongHashSet underWay = new LongHashSet();
    private final Long2ObjectHashMap<Identity> gone = new Long2ObjectHashMap<>();
    private final LongHashSet removed = new LongHashSet();
    private long version = -1;
    private boolean looking;
    private boolean checking;
    private boolean removing;

    Redriver(PartitionScope scope, PartitionEvents events, Ledger ledger, ParkedIndex parked) {
        this.scope = scope;
        this.events = events;
        this.ledger = ledger;
        parked.entries().forEach(entry -> known.put(entry.offset(), entry.identity()));
    }

    /** Asks which redrives are wanted; one question at a time. */
    void look() {
        discards();
        check();
        if (looking) {
            return;
        }
        looking = true;
        scope.on(
                scope.stores().redrives().asked(scope.group(), scope.partition()),
                asked -> {
                    looking = false;
                    List<Long> next = asked.stream()
                            .filter(offset -> !underWay.contains(offset.longValue()))
                            .sorted()
                            .limit(scope.connection().settings().lookUp())
                            .toList();
                    if (!next.isEmpty()) {
                        find(next);
                    }
                },
                refusal -> looking = false);
    }

    /** Tells the ledger about dead letters that an operator removed without a redrive. */
    private void discards() {
        long now = scope.stores().deadLetters().version(scope.group(), scope.partition());
        if (now == version) {
            return;
        }
        version = now;
        ParkedIndex index = scope.stores()
                .deadLetters()
                .known(scope.group(), scope.topic(), scope.partition().index());
        Long2ObjectHashMap<ParkedIndex.Entry> there = byOffset(index);
        for (long offset : offsets(known)) {
            ParkedIndex.Entry entry = there.get(offset);
            boolean parking = ledger.isParking(offset);
            if (entry != null && !parking && !entry.identity().equals(known.get(offset))) {
                isParked(entry);
            } else if (entry == null && parking) {
                // The ledger does not know yet that it was parked, and would ignore the discard
                version = -1;
            } else if (entry == null) {
                known.remove(offset);
                missing(offset);
            }
        }
        index.entries().forEach(entry -> known.put(entry.offset(), entry.identity()));
    }

    /** Tells the ledger about a dead letter that has the offset of another one. */
    private void isParked(ParkedIndex.Entry entry) {
        ledger.parkedThere(entry);
        events.wake();
    }

    /** The ledger has the event as parked. */
    void parked(long offset) {
        Identity identity = ledger.parkedAt(offset);
        if (identity != null && !identity.equals(known.get(offset))) {
            fresh.put(offset, identity);
        }
    }

    /**
     * A dead letter that was written here and removed before it was ever seen in the index would bar its key for ever. The
     * index of this node may be behind, so this asks for the index as of now.
     */
    private void check() {
        if (checking || fresh.isEmpty()) {
            return;
        }
        for (long offset : offsets(fresh)) {
            fresh.remove((Long) offset, known.get(offset));
        }
        long[] asked = offsets(fresh);
        if (asked.length == 0) {
            return;
        }
        checking = true;
        scope.on(
                scope.stores()
                        .deadLetters()
                        .load(scope.group(), scope.topic(), scope.partition().index()),
                index -> {
                    checking = false;
                    checked(asked, byOffset(index));
                    version = -1;
                },
                refusal -> checking = false);
    }

    private void checked(long[] asked, Long2ObjectHashMap<ParkedIndex.Entry> there) {
        for (long offset : asked) {
            ParkedIndex.Entry entry = there.get(offset);
            boolean open = fresh.remove(offset) != null && !ledger.isParking(offset);
            if (open && entry == null) {
                missing(offset);
            } else if (open) {
                isParked(entry);
            }
            if (entry != null) {
                known.put(offset, entry.identity());
            }
        }
    }

    private void missing(long offset) {
        if (!removed.remove(offset)) {
            ledger.discarded(offset);
            events.wake();
        }
    }

    private static long[] offsets(Long2ObjectHashMap<?> map) {
        LongArrayList offsets = new LongArrayList();
        map.forEachLong((offset, any) -> offsets.addLong(offset));
        return offsets.toLongArray();
    }

    private static Long2ObjectHashMap<ParkedIndex.Entry> byOffset(ParkedIndex index) {
        Long2ObjectHashMap<ParkedIndex.Entry> there = new Long2ObjectHashMap<>();
        index.entries().forEach(entry -> there.put(entry.offset(), entry));
        return there;
    }

    private void find(List<Long> asked) {
        looking = true;
        scope.on(
                scope.stores()
                        .deadLetters()
                        .load(scope.group(), scope.topic(), scope.partition().index()),
                index -> {
                    Long2ObjectHashMap<ParkedIndex.Entry> there = byOffset(index);
                    LongArrayList missing = new LongArrayList();
                    List<ParkedIndex.Entry> wanted = new ArrayList<>();
                    for (long offset : asked) {
                        ParkedIndex.Entry entry = there.get(offset);
                        if (entry == null) {
                            missing.addLong(offset);
                        } else {
                            wanted.add(entry);
                        }
                    }
                    done(missing);
                    lookUp(wanted);
                },
                refusal -> looking = false);
    }

    private void lookUp(List<ParkedIndex.Entry> wanted) {
        List<Identity> identities =
                wanted.stream().map(ParkedIndex.Entry::identity).toList();
        scope.on(
                scope.stores().confirmations().confirmed(scope.connection().confirming(), scope.topic(), identities),
                confirmed -> {
                    looking = false;
                    for (int index = 0; index < wanted.size(); index++) {
                        ParkedIndex.Entry entry = wanted.get(index);
                        known.put(entry.offset(), entry.identity());
                        if (confirmed.get(index)) {
                            gone.put(entry.offset(), entry.identity());
                            continue;
                        }
                        ledger.parkedThere(entry);
                        if (ledger.redrive(entry.offset())) {
                            underWay.add(entry.offset());
                        }
                    }
                    remove();
                    events.wake();
                },
                refusal -> looking = false);
    }

    /** Counts the unfinished redrives and the dead letters that are still to be removed. */
    int open() {
        return underWay.size() + gone.size();
    }

    /** Forgets the attempts of settled events, and removes the dead letters of processed ones. */
    void tick() {
        List<Long> forgettable = ledger.forgettable();
        if (!forgettable.isEmpty()) {
            scope.stores().attempts().forget(scope.group(), scope.partition(), forgettable);
        }
        LongArrayList parkedAgain = gather();
        parkedAgain.forEachLong(underWay::remove);
        done(parkedAgain);
        remove();
    }

    /** Takes the ended redrives from the ledger; returns those that are parked again. */
    private LongArrayList gather() {
        LongArrayList parkedAgain = new LongArrayList();
        for (Ledger.Redriven each : ledger.redriven()) {
            if (each.processed()) {
                gone.put(each.offset(), each.identity());
            } else {
                parkedAgain.addLong(each.offset());
            }
        }
        return parkedAgain;
    }

    /** The dead letter of the event is not needed any more. */
    void unpark(long offset, Identity identity) {
        gone.put(offset, identity);
        remove();
    }

    /** Removes dead letters that are not needed any more, once the cursor is written that says so; one removal at a time. */
    private void remove() {
        if (removing || gone.isEmpty()) {
            return;
        }
        removing = true;
        Map<Position, Identity> letters = letters();
        letters.keySet().forEach(position -> removed.add(position.offset()));
        scope.on(
                events.write().compose(written -> scope.stores().deadLetters().remove(scope.group(), letters)),
                others -> {
                    removing = false;
                    // The index tells no end of these letters, because other letters have their positions
                    others.forEach(position -> removed.remove(position.offset()));
                    letters.forEach((position, identity) -> gone.remove((Long) position.offset(), identity));
                    letters.keySet().forEach(position -> underWay.remove(position.offset()));
                    done(offsets(letters));
                    remove();
                    events.cursorChanged();
                    events.wake();
                },
                refusal -> {
                    // The next tick tries again
                    removing = false;
                    letters.keySet().forEach(position -> removed.remove(position.offset()));
                    events.troubled(refusal);
                });
    }

    private Map<Position, Identity> letters() {
        Map<Position, Identity> letters = new HashMap<>();
        gone.forEachLong((offset, identity) -> letters.put(scope.position(offset), identity));
        return letters;
    }

    private static List<Long> offsets(Map<Position, Identity> letters) {
        return letters.keySet().stream().map(Position::offset).toList();
    }

    /** The partition is given up: the dead letters of processed events are removed, once its cursor is written. */
    Future<Void> close(Future<Void> written) {
        LongArrayList parkedAgain = gather();
        Map<Position, Identity> letters = letters();
        done(parkedAgain);
        return letters.isEmpty()
                ? written
                : written.compose(there -> scope.stores().deadLetters().remove(scope.group(), letters))
                        .onSuccess(others -> done(offsets(letters)))
                        .mapEmpty();
    }

    private void done(List<Long> offsets) {
        if (!offsets.isEmpty()) {
            scope.stores().redrives().done(scope.group(), scope.partition(), offsets);
        }
    }
}
