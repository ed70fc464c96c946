package dev.playhead.e2e.checks;

import dev.playhead.e2e.checks.History.Appended;
import dev.playhead.e2e.checks.History.Appending;
import dev.playhead.e2e.checks.History.Assigned;
import dev.playhead.e2e.checks.History.Away;
import dev.playhead.e2e.checks.History.Back;
import dev.playhead.e2e.checks.History.Completed;
import dev.playhead.e2e.checks.History.Confirmed;
import dev.playhead.e2e.checks.History.Confirming;
import dev.playhead.e2e.checks.History.Delivered;
import dev.playhead.e2e.checks.History.Kind;
import dev.playhead.e2e.checks.History.Logged;
import dev.playhead.e2e.checks.History.Refused;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Holds a history to the invariants that can be seen from outside, by their numbers; each is a function of the history
 * alone and gives the faults that it finds, none where all is well. Ids stand for (source, id) in their topic.
 */
public final class Checkers {
    private Checkers() {}

    /** 1: an acknowledged append is in the log at the position that was returned. */
    static List<String> acknowledgedIsStored(History history) {
        Map<Long, Appending> asked = byOp(history.all(Appending.class), Appending::op);
        Map<Place, Logged> log = log(history);
        List<String> faults = new ArrayList<>();
        for (Appended answer : history.all(Appended.class)) {
            Logged there = log.get(answer.place());
            Appending what = asked.get(answer.op());
            if (what != null && (there == null || !there.id().equals(what.id()))) {
                faults.add("1: " + what.id() + " was acknowledged at " + answer.place() + ", where there is " + there);
            }
        }
        return faults;
    }

    /** 2: nothing is delivered that was never sent, or whose appends all definitely failed. */
    static List<String> deliveredWasSent(History history) {
        Set<Long> failed = history.all(Refused.class).stream()
                .filter(Refused::certain)
                .map(Refused::op)
                .collect(Collectors.toSet());
        Set<String> possible = new HashSet<>();
        for (Appending each : history.all(Appending.class)) {
            if (!failed.contains(each.op())) {
                possible.add(each.topic() + " " + each.id());
            }
        }
        return history.all(Delivered.class).stream()
                .filter(each -> !possible.contains(each.place().topic() + " " + each.id()))
                .map(each -> "2: " + each.id() + " was delivered at " + each.place() + ", but never stored")
                .toList();
    }

    /** 3: one position is one event, for every observer. */
    static List<String> positionIsOneEvent(History history) {
        Map<Long, Appending> asked = byOp(history.all(Appending.class), Appending::op);
        Map<Place, String> known = new HashMap<>();
        List<String> faults = new ArrayList<>();
        for (History.Entry entry : history.entries()) {
            if (entry instanceof Delivered each) {
                sameEvent(known, each.place(), each.id(), faults);
            } else if (entry instanceof Appended each && asked.containsKey(each.op())) {
                sameEvent(known, each.place(), asked.get(each.op()).id(), faults);
            }
        }
        history.log().forEach(each -> sameEvent(known, each.place(), each.id(), faults));
        return faults;
    }

    private static void sameEvent(Map<Place, String> known, Place place, String id, List<String> faults) {
        String before = known.putIfAbsent(place, id);
        if (before != null && !before.equals(id)) {
            faults.add("3: at " + place + " there is " + before + " for one and " + id + " for another");
        }
    }

    /** 6: what has one id is stored once, and every acknowledgement of it gives the same position. */
    static List<String> storedOnce(History history) {
        Map<Long, Appending> asked = byOp(history.all(Appending.class), Appending::op);
        Map<String, Place> places = new HashMap<>();
        List<String> faults = new ArrayList<>();
        for (Logged each : history.log()) {
            Place before = places.putIfAbsent(each.place().topic() + " " + each.id(), each.place());
            if (before != null && !before.equals(each.place())) {
                faults.add("6: " + each.id() + " is stored at " + before + " and at " + each.place());
            }
        }
        for (Appended answer : history.all(Appended.class)) {
            Appending what = asked.get(answer.op());
            String id = what == null ? "" : what.topic() + " " + what.id();
            Place before = what == null ? null : places.putIfAbsent(id, answer.place());
            if (before != null && !before.equals(answer.place())) {
                faults.add("6: " + id + " is at " + before + ", but was acknowledged at " + answer.place());
            }
        }
        return faults;
    }

    /**
     * 7: no delivery of an event to a group starts after its confirmation was answered, and none under an epoch that is
     * over.
     *
     * @param underWay how long a frame of one connection may be behind what another was told
     */
    public static List<String> confirmedStaysAway(History history, Duration underWay) {
        List<String> faults = new ArrayList<>();
        Map<Long, Confirming> asked = byOp(history.all(Confirming.class), Confirming::op);
        Map<String, Answer> answered = new HashMap<>();
        Map<String, TreeMap<Long, Long>> epochs = new HashMap<>();
        for (History.Entry entry : history.entries()) {
            if (entry instanceof Assigned each) {
                epochs.computeIfAbsent(
                                each.taker().name() + each.topic() + "-" + each.partition(), any -> new TreeMap<>())
                        .putIfAbsent(each.epoch(), each.at());
            } else if (entry instanceof Confirmed each && asked.containsKey(each.op())) {
                Confirming what = asked.get(each.op());
                what.places()
                        .forEach(place -> answered.putIfAbsent(
                                what.taker().name() + place,
                                new Answer(each.at(), what.taker().connection())));
            } else if (entry instanceof Delivered each && each.taker().kind() == Kind.GROUP) {
                String group = each.taker().name();
                Answer answer = answered.get(group + each.place());
                if (answer != null && each.at() > answer.at() + answer.allowance(each, underWay)) {
                    faults.add("7: " + each.place() + " came to " + group + " after its confirmation was answered");
                }
                Map.Entry<Long, Long> newer = epochs.getOrDefault(
                                group + each.place().tape(), new TreeMap<>())
                        .higherEntry(each.epoch());
                if (newer != null && each.at() > newer.getValue() + underWay.toNanos()) {
                    faults.add("7: " + each.place() + " came to " + group + " under the epoch " + each.epoch()
                            + ", when that was " + newer.getKey());
                }
            }
        }
        return faults;
    }

    private record Answer(long at, String connection) {
        long allowance(Delivered delivered, Duration underWay) {
            return delivered.taker().connection().equals(connection) ? 0 : underWay.toNanos();
        }
    }

    /**
     * 8: what a target was given are exactly the wanted events of [from, to), each key in order (4 says so), and it is
     * completed if and only if all of them are confirmed.
     *
     * @param to by partition, as {@code topic-0}; exclusive
     */
    public static List<String> replayIsExact(
            History history, String target, Map<String, Long> from, Map<String, Long> to, Predicate<Logged> wanted) {
        Set<Place> expected = history.log().stream()
                .filter(wanted)
                .map(Logged::place)
                .filter(place -> place.offset() >= from.getOrDefault(place.tape(), 0L)
                        && place.offset() < to.getOrDefault(place.tape(), 0L))
                .collect(Collectors.toCollection(TreeSet::new));
        List<String> faults = new ArrayList<>();
        Set<Place> given = history.all(Delivered.class).stream()
                .filter(each -> each.taker().name().equals(target))
                .map(Delivered::place)
                .collect(Collectors.toCollection(TreeSet::new));
        boolean completed = history.all(Completed.class).stream()
                .anyMatch(each -> each.name().equals(target));
        given.stream()
                .filter(place -> !expected.contains(place))
                .forEach(place -> faults.add("8: " + target + " was given " + place + ", which is none of it"));
        Set<Place> missing = new TreeSet<>(expected);
        missing.removeAll(confirmed(history, target, any -> true));
        if (completed && !missing.isEmpty()) {
            faults.add("8: " + target + " is completed without " + missing);
        }
        Set<Long> answered =
                history.all(Confirmed.class).stream().map(Confirmed::op).collect(Collectors.toSet());
        if (!completed
                && confirmed(history, target, each -> answered.contains(each.op()))
                        .containsAll(expected)) {
            faults.add("8: " + target + " is not completed, though all of it is confirmed");
        }
        return faults;
    }

    private static Set<Place> confirmed(History history, String taker, Predicate<Confirming> which) {
        return history.all(Confirming.class).stream()
                .filter(each -> each.taker().name().equals(taker) && which.test(each))
                .flatMap(each -> each.places().stream())
                .collect(Collectors.toSet());
    }

    /**
     * 11: what needs a store that is away is not acknowledged, and is again within the bound after it came back.
     *
     * @param recovery how soon
     */
    public static List<String> unavailableIsRefused(History history, Duration recovery) {
        List<String> faults = new ArrayList<>();
        List<Back> backs = history.all(Back.class);
        for (Away away : history.all(Away.class)) {
            long end = backs.stream()
                    .filter(back -> back.at() > away.at()
                            && back.node().equals(away.node())
                            && back.store().equals(away.store()))
                    .mapToLong(Back::at)
                    .findFirst()
                    .orElse(Long.MAX_VALUE);
            List<Done> done = done(history, away);
            done.stream()
                    .filter(each -> each.asked() > away.at() && each.answered() < end)
                    .forEach(each -> faults.add("11: " + each.what() + " was acknowledged by " + away.node()
                            + " while it was cut off from " + away.store()));
            boolean recovered =
                    done.stream().anyMatch(each -> each.answered() > end && each.answered() < end + recovery.toNanos());
            if (end != Long.MAX_VALUE && !recovered) {
                faults.add("11: " + away.node() + " does not go on within " + recovery + " after " + away.store()
                        + " is back");
            }
        }
        return faults;
    }

    private record Done(String what, long asked, long answered) {}

    /** What the node acknowledged that needs the store: appends need Kafka, confirmations Redis. */
    private static List<Done> done(History history, Away away) {
        Map<Long, Long> answers = new HashMap<>();
        List<Done> done = new ArrayList<>();
        if (away.store().equals("kafka")) {
            history.all(Appended.class).stream()
                    .filter(each -> !each.duplicate())
                    .forEach(each -> answers.put(each.op(), each.at()));
            history.all(Appending.class).stream()
                    .filter(each -> each.node().equals(away.node()) && answers.containsKey(each.op()))
                    .forEach(each -> done.add(new Done(each.id(), each.at(), answers.get(each.op()))));
        } else {
            history.all(Confirmed.class).forEach(each -> answers.put(each.op(), each.at()));
            history.all(Confirming.class).stream()
                    .filter(each -> each.node().equals(away.node()) && answers.containsKey(each.op()))
                    .forEach(each -> done.add(new Done("" + each.places(), each.at(), answers.get(each.op()))));
        }
        return done;
    }

    /** All that hold also where the log may have lost its newest events, and nothing was appended since. */
    public static List<String> allButLoss(History history, Duration underWay) {
        List<String> faults = new ArrayList<>();
        faults.addAll(deliveredWasSent(history));
        faults.addAll(positionIsOneEvent(history));
        faults.addAll(storedOnce(history));
        faults.addAll(confirmedStaysAway(history, underWay));
        return faults;
    }

    /** All that need nothing but the history. */
    public static List<String> all(History history, Duration underWay, Duration recovery) {
        List<String> faults = new ArrayList<>();
        faults.addAll(acknowledgedIsStored(history));
        faults.addAll(deliveredWasSent(history));
        faults.addAll(positionIsOneEvent(history));
        faults.addAll(OrderCheckers.keysKeepTheirOrder(history));
        faults.addAll(storedOnce(history));
        faults.addAll(confirmedStaysAway(history, underWay));
        faults.addAll(OrderCheckers.streamsMissNothing(history));
        faults.addAll(unavailableIsRefused(history, recovery));
        return faults;
    }

    /** What the log has at the end, in its order. */
    static Map<Place, Logged> log(History history) {
        Map<Place, Logged> log = new TreeMap<>();
        history.log().forEach(each -> log.put(each.place(), each));
        return log;
    }

    private static <T> Map<Long, T> byOp(Collection<T> all, Function<T, Long> op) {
        return all.stream().collect(Collectors.toMap(op, Function.identity()));
    }
}
