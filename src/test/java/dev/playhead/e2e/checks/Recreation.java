package dev.playhead.e2e.checks;

import dev.playhead.e2e.checks.History.Appended;
import dev.playhead.e2e.checks.History.Appending;
import dev.playhead.e2e.checks.History.Assigned;
import dev.playhead.e2e.checks.History.Confirming;
import dev.playhead.e2e.checks.History.Delivered;
import dev.playhead.e2e.checks.History.Entry;
import dev.playhead.e2e.checks.History.Logged;
import dev.playhead.e2e.checks.History.Recreated;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Takes from a history the part that is of the last topic made under a name, so that the {@link Checkers} can hold it to the
 * invariants. Only until shortly after the topic was made may an entry be of its predecessor. One thread.
 */
public final class Recreation {
    private final Map<Place, Logged> log;
    private final long made;
    private final long settled;
    private final Set<Long> late = new HashSet<>();
    private final Set<String> delivered = new HashSet<>();
    private final List<Entry> kept = new ArrayList<>();

    private Recreation(History history, long made, Duration underWay) {
        this.log = Checkers.log(history);
        this.made = made;
        this.settled = made + underWay.toNanos();
        history.entries().forEach(this::take);
    }

    /** @param underWay how long frames of the old topic may still come */
    public static History last(History history, Duration underWay) {
        List<Recreated> all = history.all(Recreated.class);
        long made = all.isEmpty() ? Long.MIN_VALUE / 2 : all.get(all.size() - 1).at();
        return new History(new Recreation(history, made, underWay).kept, history.log());
    }

    private void take(Entry entry) {
        if (entry instanceof Appending each && each.at() > made) {
            late.add(each.op());
        }
        if (entry instanceof Confirming each) {
            kept.add(new Confirming(each.at(), each.op(), each.node(), each.taker(), places(each)));
        } else if (isOfLast(entry)) {
            kept.add(entry);
        }
    }

    private boolean isOfLast(Entry entry) {
        if (entry instanceof Appended each) {
            return late.contains(each.op());
        }
        if (entry instanceof Assigned each) {
            return each.at() > made;
        }
        if (entry instanceof Delivered each) {
            Logged there = log.get(each.place());
            boolean same = there != null && there.id().equals(each.id());
            if (same) {
                delivered.add(each.taker().name() + each.place());
            }
            return same || each.at() > settled;
        }
        return true;
    }

    /** Those that the taker was given of the last topic before. */
    private List<Place> places(Confirming confirming) {
        return confirming.places().stream()
                .filter(place -> delivered.contains(confirming.taker().name() + place))
                .toList();
    }
}
