package dev.playhead.group.partition;

import dev.playhead.event.Identity;
import dev.playhead.group.ParkedIndex;
import dev.playhead.group.ledger.Ledger;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Tells a share's ledger which parked events are wanted again and which are gone, and takes from the shelf what has been
 * redriven well. Owned by the connection's event loop.
 */
final class Redriver {
    private final ConnectionContext terms;
    private final ServedPartition share;
    private final Ledger ledger;
    private final Set<Long> known = new HashSet<>();
    private final Set<Long> fresh = new LinkedHashSet<>();
    private final Set<Long> underWay = new HashSet<>();
    private final Set<Long> gone = new LinkedHashSet<>();
    private final Set<Long> removed = new HashSet<>();
    private long version = -1;
    private boolean looking;
    private boolean checking;
    private boolean removing;

    Redriver(ServedPartition share, Ledger ledger, ParkedIndex parked) {
        this.terms = share.terms();
        this.share = share;
        this.ledger = ledger;
        parked.entries().forEach(entry -> known.add(entry.offset()));
    }

    /** Looks what is asked for; one look at a time. */
    void look() {
        discards();
        check();
        if (looking) {
            return;
        }
        looking = true;
        share.on(
                terms.stores().redrives().asked(terms.group(), share.partition()),
                asked -> {
                    looking = false;
                    List<Long> next = asked.stream()
                            .filter(offset -> !underWay.contains(offset))
                            .sorted()
                            .limit(terms.settings().lookUp())
                            .toList();
                    if (!next.isEmpty()) {
                        find(next);
                    }
                },
                refusal -> looking = false);
    }

    /** What somebody has taken from the shelf without a redrive. */
    private void discards() {
        long now = terms.stores().parking().version(terms.group(), share.partition());
        if (now == version) {
            return;
        }
        version = now;
        ParkedIndex index = terms.stores()
                .parking()
                .known(terms.group(), share.topic(), share.partition().index());
        Set<Long> there = offsets(index);
        for (Long offset : List.copyOf(known)) {
            if (!there.contains(offset) && ledger.isParking(offset)) {
                // Its ledger does not know yet that it was parked; told before, it would not be listened to
                version = -1;
            } else if (!there.contains(offset)) {
                known.remove(offset);
                missing(offset);
            }
        }
        known.addAll(there);
    }

    /** Its ledger has it as parked. */
    void parked(long offset) {
        if (!known.contains(offset)) {
            fresh.add(offset);
        }
    }

    /**
     * What was parked here and is gone before it was ever seen on the shelf would bar its key for ever. This node's view of
     * the shelf may be behind, so that it is asked for as of now.
     */
    private void check() {
        fresh.removeAll(known);
        if (checking || fresh.isEmpty()) {
            return;
        }
        checking = true;
        List<Long> asked = List.copyOf(fresh);
        share.on(
                terms.stores()
                        .parking()
                        .load(terms.group(), share.topic(), share.partition().index()),
                index -> {
                    checking = false;
                    Set<Long> there = offsets(index);
                    for (Long offset : asked) {
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

    private void missing(Long offset) {
        if (!removed.remove(offset)) {
            ledger.discarded(offset);
            share.wake();
        }
    }

    private static Set<Long> offsets(ParkedIndex index) {
        Set<Long> offsets = new HashSet<>();
        index.entries().forEach(entry -> offsets.add(entry.offset()));
        return offsets;
    }

    private void find(List<Long> asked) {
        looking = true;
        share.on(
                terms.stores()
                        .parking()
                        .load(terms.group(), share.topic(), share.partition().index()),
                index -> {
                    Map<Long, ParkedIndex.Entry> there = new HashMap<>();
                    index.entries().forEach(entry -> there.put(entry.offset(), entry));
                    List<Long> gone = asked.stream()
                            .filter(offset -> !there.containsKey(offset))
                            .toList();
                    done(gone);
                    lookUp(asked.stream()
                            .filter(there::containsKey)
                            .map(there::get)
                            .toList());
                },
                refusal -> looking = false);
    }

    private void lookUp(List<ParkedIndex.Entry> wanted) {
        List<Identity> identities =
                wanted.stream().map(ParkedIndex.Entry::identity).toList();
        share.on(
                terms.stores().confirmations().confirmed(terms.confirming(), share.topic(), identities),
                confirmed -> {
                    looking = false;
                    List<Long> processed = new ArrayList<>();
                    for (int index = 0; index < wanted.size(); index++) {
                        ParkedIndex.Entry entry = wanted.get(index);
                        known.add(entry.offset());
                        if (confirmed.get(index)) {
                            processed.add(entry.offset());
                        } else if (ledger.redrive(entry.offset())) {
                            underWay.add(entry.offset());
                        }
                    }
                    unpark(processed);
                    share.wake();
                },
                refusal -> looking = false);
    }

    /** How many copies there are whose redrive has not ended, or that are still to be taken from the shelf. */
    int open() {
        return underWay.size() + gone.size();
    }

    /** Does what can be done now and then: forgets attempts of what is settled, and copies of what went well. */
    void tick() {
        List<Long> forgettable = ledger.forgettable();
        if (!forgettable.isEmpty()) {
            terms.stores().attempts().forget(terms.group(), share.partition(), forgettable);
        }
        List<Long> parkedAgain = gather();
        parkedAgain.forEach(underWay::remove);
        done(parkedAgain);
        remove();
    }

    /** Takes in which redrives have ended; returns those that are parked again. */
    private List<Long> gather() {
        List<Long> parkedAgain = new ArrayList<>();
        for (Ledger.Redriven each : ledger.redriven()) {
            if (each.processed()) {
                gone.add(each.offset());
            } else {
                parkedAgain.add(each.offset());
            }
        }
        return parkedAgain;
    }

    /** Their copies are not needed any more. */
    void unpark(List<Long> offsets) {
        gone.addAll(offsets);
        remove();
    }

    /** Removes copies that are not needed any more, once the place is written that says so; one removal at a time. */
    private void remove() {
        if (removing || gone.isEmpty()) {
            return;
        }
        removing = true;
        List<Long> offsets = List.copyOf(gone);
        removed.addAll(offsets);
        share.on(
                share.write().compose(written -> remove(offsets)),
                finished -> {
                    removing = false;
                    offsets.forEach(gone::remove);
                    offsets.forEach(underWay::remove);
                    done(offsets);
                    remove();
                    share.unshelved();
                },
                refusal -> {
                    // The next tick tries again
                    removing = false;
                    removed.removeAll(offsets);
                    share.troubled(refusal);
                });
    }

    private Future<Void> remove(List<Long> offsets) {
        return terms.stores()
                .parking()
                .remove(terms.group(), offsets.stream().map(share::position).toList());
    }

    /** The share is given up: what went well so far is removed, once its place is written. */
    Future<Void> close(Future<Void> written) {
        List<Long> parkedAgain = gather();
        List<Long> offsets = List.copyOf(gone);
        done(parkedAgain);
        return offsets.isEmpty()
                ? written
                : written.compose(there -> remove(offsets)).onSuccess(finished -> done(offsets));
    }

    private void done(List<Long> offsets) {
        if (!offsets.isEmpty()) {
            terms.stores().redrives().done(terms.group(), share.partition(), offsets);
        }
    }
}
