package dev.playhead.load;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Tells one run of a row: its figures by name, the events it moved, what each process spent meanwhile, and what the node's
 * memory tells of it.
 */
record Sample(Map<String, Double> figures, long events, Map<String, Double> cpuSeconds, Map<String, Double> memory) {
    static final String RATE = "events/s";

    Sample(Map<String, Double> figures, long events, Map<String, Double> cpuSeconds) {
        this(figures, events, cpuSeconds, Map.of());
    }

    Sample with(Map<String, Double> ofMemory) {
        return new Sample(figures, events, cpuSeconds, ofMemory);
    }

    /** Processor seconds a million events, by process. */
    Map<String, Double> cpuPerMillion() {
        Map<String, Double> perMillion = new LinkedHashMap<>();
        cpuSeconds.forEach((part, seconds) -> perMillion.put(part, seconds * 1e6 / events));
        return perMillion;
    }
}
