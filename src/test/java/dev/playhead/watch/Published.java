package dev.playhead.watch;

import dev.playhead.metrics.Borrowed;
import dev.playhead.metrics.Meter;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The series that a node publishes, by name as Prometheus has it, each with its labels. Any thread. */
public final class Published {
    private final Map<String, Set<String>> series = new TreeMap<>();

    public Published() {
        for (Meter meter : Meter.values()) {
            add(meter.kind(), meter.published(), meter.labels());
        }
        for (Borrowed meter : Borrowed.values()) {
            add(meter.kind(), meter.published(), meter.labels());
        }
        put("up", List.of("job"));
    }

    /** Null where there is no such series. */
    Set<String> labels(String name) {
        return series.get(name);
    }

    private void add(Meter.Kind kind, String name, List<String> labels) {
        switch (kind) {
            case COUNTER, GAUGE -> put(name, labels);
            case TIMER, SUMMARY -> {
                for (String of : List.of("_count", "_sum", "_max", "_bucket")) {
                    put(name + of, labels);
                }
                series.get(name + "_bucket").add("le");
            }
        }
    }

    private void put(String name, List<String> labels) {
        Set<String> all = new HashSet<>(labels);
        all.add("instance");
        series.put(name, all);
    }
}
