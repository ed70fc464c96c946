package dev.playhead.e2e.checks;

import dev.playhead.e2e.checks.History.Delivered;
import dev.playhead.e2e.checks.History.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Those of the {@link Checkers} that look at what came after what: order by key, and streams without a hole. */
public final class OrderCheckers {
    private OrderCheckers() {}

    /** 4: for each taker and key the first attempts come in the order of the log, without a skip. */
    static List<String> keysKeepTheirOrder(History history) {
        Map<String, Map<String, List<Delivered>>> firsts = new TreeMap<>();
        byTaker(history)
                .forEach((taker, all) -> firsts.put(
                        taker,
                        firsts(all).stream()
                                .collect(Collectors.groupingBy(OrderCheckers::line, TreeMap::new, toList()))));
        Map<String, List<Long>> lines = new HashMap<>();
        Checkers.log(history).values().forEach(each -> lines.computeIfAbsent(
                        each.place().tape() + " " + each.key(), any -> new ArrayList<>())
                .add(each.place().offset()));
        List<String> faults = new ArrayList<>();
        firsts.forEach((taker, keys) -> keys.forEach((line, deliveries) -> {
            List<Long> seen =
                    deliveries.stream().map(each -> each.place().offset()).toList();
            List<Long> there = lines.getOrDefault(line, List.of());
            int from = there.indexOf(seen.get(0));
            int to = Math.min(there.size(), from + seen.size());
            if (from < 0 || !there.subList(from, to).equals(seen)) {
                faults.add("4: " + taker + " had of " + line + " "
                        + firstDifference(seen, from < 0 ? List.of() : there.subList(from, to)));
            }
        }));
        return faults;
    }

    /** What each taker was given first of every position, by epoch and time: clients of two epochs may run behind. */
    private static List<Delivered> firsts(List<Delivered> all) {
        List<Delivered> ordered = new ArrayList<>(all);
        ordered.sort(Comparator.comparingLong(Delivered::epoch).thenComparingLong(Delivered::at));
        Set<Place> seen = new HashSet<>();
        return ordered.stream().filter(each -> seen.add(each.place())).toList();
    }

    private static String line(Delivered delivered) {
        return delivered.place().tape() + " " + delivered.key();
    }

    /** 9, of streams: from the first to the last of a partition, nothing is missing, and nothing comes twice. */
    static List<String> streamsMissNothing(History history) {
        List<String> faults = new ArrayList<>();
        Map<String, List<Long>> log = tapes(history);
        byTaker(history).forEach((taker, all) -> {
            if (all.get(0).taker().kind() == Kind.STREAM) {
                all.stream()
                        .map(Delivered::place)
                        .collect(Collectors.groupingBy(Place::tape))
                        .forEach((tape, places) -> {
                            List<Long> seen = places.stream().map(Place::offset).toList();
                            List<Long> there = log.getOrDefault(tape, List.of());
                            int from = there.indexOf(seen.get(0));
                            int to = Math.min(there.size(), from + seen.size());
                            if (from < 0 || !there.subList(from, to).equals(seen)) {
                                faults.add("9: " + taker + " had of " + tape + " "
                                        + firstDifference(seen, from < 0 ? List.of() : there.subList(from, to)));
                            }
                        });
            }
        });
        return faults;
    }

    /** 9, of what takes everything: at the end nothing of the log from its start on is left out. */
    public static List<String> nothingIsLeftOut(History history, String taker, String topic) {
        Set<Place> given = history.all(Delivered.class).stream()
                .filter(each -> each.taker().name().equals(taker))
                .map(Delivered::place)
                .collect(Collectors.toSet());
        return history.log().stream()
                .filter(each -> each.place().topic().equals(topic) && !given.contains(each.place()))
                .map(each -> "9: " + taker + " was never given " + each.place())
                .toList();
    }

    private static Map<String, List<Delivered>> byTaker(History history) {
        return history.all(Delivered.class).stream()
                .collect(Collectors.groupingBy(each -> each.taker().name(), TreeMap::new, toList()));
    }

    private static <T> java.util.stream.Collector<T, ?, List<T>> toList() {
        return Collectors.toList();
    }

    private static Map<String, List<Long>> tapes(History history) {
        Map<String, List<Long>> tapes = new HashMap<>();
        Checkers.log(history).keySet().forEach(place -> tapes.computeIfAbsent(place.tape(), any -> new ArrayList<>())
                .add(place.offset()));
        return tapes;
    }

    private static String firstDifference(List<Long> seen, List<Long> there) {
        for (int index = 0; index < seen.size(); index++) {
            if (index >= there.size() || !there.get(index).equals(seen.get(index))) {
                return seen.get(index) + " as number " + index + ", where the log has "
                        + (index < there.size() ? there.get(index) : "nothing");
            }
        }
        return "less than the log";
    }

    private static String cut(List<Long> offsets) {
        return offsets.size() > 20 ? offsets.subList(0, 20) + "…" : offsets.toString();
    }
}
