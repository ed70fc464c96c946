package dev.playhead.load;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Tells one run of a row: its figures by name, the events it moved, what it took, and, where that is known, how many MiB
 * the node's heap held afterwards.
 */
record Sample(Map<String, Double> figures, long events, Costs costs, OptionalDouble liveMebibytes) {
    static final String RATE = "events/s";

    Sample(Map<String, Double> figures, long events, Costs costs) {
        this(figures, events, costs, OptionalDouble.empty());
    }

    Sample holding(double mebibytes) {
        return new Sample(figures, events, costs, OptionalDouble.of(mebibytes));
    }

    /** Processor seconds a million events, by process. */
    Map<String, Double> cpuPerMillion() {
        return costs.cpuPerMillion(events);
    }

    /** What the node's memory tells of it. */
    Map<String, Double> memory() {
        Map<String, Double> memory = new LinkedHashMap<>();
        liveMebibytes.ifPresent(live -> memory.put("live heap MiB", live));
        costs.allocated().ifPresent(bytes -> memory.put("garbage B/event", bytes / events));
        return memory;
    }
}
