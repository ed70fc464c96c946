package dev.playhead.group.partition;

import dev.playhead.event.Identity;
import dev.playhead.group.ParkedIndex;
import dev.playhead.group.ledger.Ledger;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
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
    private final LongHashSet known = new LongHashSet();
    private final LongHashSet fresh = new LongHashSet();
    private final LongHashSet underWay = new LongHashSet();
    private final LongHashSet gone = new LongHashSet();
    private final LongHashSet removed = new LongHashSet();
    private long version = -1;
    private boolean looking;
    private boolean checking;
    private boolean removing;

    Redriver(PartitionScope scope, PartitionEvents events, Ledger ledger, ParkedIndex parked) {
        this.scope = scope;
        this.events = events;
        this.ledger = ledger;
        parked.entries().forEach(entry -> known.add(entry.offset()));
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
        LongHashSet there = offsets(index);
        for (long offset : copy(known).toLongArray()) {
            if (!there.contains(offset) && ledger.isParking(offset)) {
                // The ledger does not know yet that it was parked, and would ignore the discard
                version = -1;
            } else if (!there.contains(offset)) {
                known.remove(offset);
                missing(offset);
            }
        }
        known.addAll(there);
    }

    /** The ledger has the event as parked. */
    void parked(long offset) {
        if (!known.contains(offset)) {
            fresh.add(offset);
        }
    }

    /**
     * A dead letter that was written here and removed before it was ever seen in the index would bar its key for ever. The
     * index of this node may be behind, so this asks for the index as of now.
     */
    private void check() {
        fresh.removeAll(known);
        if (checking || fresh.isEmpty()) {
            return;
        }
        checking = true;
        long[] asked = copy(fresh).toLongArray();
        scope.on(
                scope.stores()
                        .deadLetters()
                        .load(scope.group(), scope.topic(), scope.partition().index()),
                index -> {
                    checking = false;
                    LongHashSet there = offsets(index);
                    for (long offset : asked) {
                        if (!there.contains(offset) && fresh.contains(offset) && !ledger.isParking(offset)) {
                            missing(offset);
                        }
                        if (there.contains(offset)) {
                            known.add(offset);
                        }
                        fresh.remove(offset);
                    }
                    version = -1;
                },
                refusal -> checking = false);
    }

    private void missing(long offset) {
        if (!removed.remove(offset)) {
            ledger.discarded(offset);
            events.wake();
        }
    }

    private static LongArrayList copy(LongHashSet offsets) {
        LongArrayList copy = new LongArrayList();
        offsets.forEachLong(copy::addLong);
        return copy;
    }

    private static LongHashSet offsets(ParkedIndex index) {
        LongHashSet offsets = new LongHashSet();
        index.entries().forEach(entry -> offsets.add(entry.offset()));
        return offsets;
    }

    private void find(List<Long> asked) {
        looking = true;
        scope.on(
                scope.stores()
                        .deadLetters()
                        .load(scope.group(), scope.topic(), scope.partition().index()),
                index -> {
                    Long2ObjectHashMap<ParkedIndex.Entry> there = new Long2ObjectHashMap<>();
                    index.entries().forEach(entry -> there.put(entry.offset(), entry));
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
                    LongArrayList processed = new LongArrayList();
                    for (int index = 0; index < wanted.size(); index++) {
                        ParkedIndex.Entry entry = wanted.get(index);
                        known.add(entry.offset());
                        if (confirmed.get(index)) {
                            processed.addLong(entry.offset());
                        } else if (ledger.redrive(entry.offset())) {
                            underWay.add(entry.offset());
                        }
                    }
                    unpark(processed);
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
                gone.add(each.offset());
            } else {
                parkedAgain.addLong(each.offset());
            }
        }
        return parkedAgain;
    }

    /** The dead letters of these events are not needed any more. */
    void unpark(List<Long> offsets) {
        gone.addAll(offsets);
        remove();
    }

    /** Removes dead letters that are not needed any more, once the cursor is written that says so; one removal at a time. */
    private void remove() {
        if (removing || gone.isEmpty()) {
            return;
        }
        removing = true;
        LongArrayList offsets = copy(gone);
        removed.addAll(gone);
        scope.on(
                events.write().compose(written -> remove(offsets)),
                finished -> {
                    removing = false;
                    offsets.forEachLong(gone::remove);
                    offsets.forEachLong(underWay::remove);
                    done(offsets);
                    remove();
                    events.cursorChanged();
                    events.wake();
                },
                refusal -> {
                    // The next tick tries again
                    removing = false;
                    offsets.forEachLong(removed::remove);
                    events.troubled(refusal);
                });
    }

    private Future<Void> remove(List<Long> offsets) {
        return scope.stores()
                .deadLetters()
                .remove(scope.group(), offsets.stream().map(scope::position).toList());
    }

    /** The partition is given up: the dead letters of processed events are removed, once its cursor is written. */
    Future<Void> close(Future<Void> written) {
        LongArrayList parkedAgain = gather();
        LongArrayList offsets = copy(gone);
        done(parkedAgain);
        return offsets.isEmpty()
                ? written
                : written.compose(there -> remove(offsets)).onSuccess(finished -> done(offsets));
    }

    private void done(List<Long> offsets) {
        if (!offsets.isEmpty()) {
            scope.stores().redrives().done(scope.group(), scope.partition(), offsets);
        }
    }
}
