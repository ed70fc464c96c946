package dev.playhead.load;

import java.util.LinkedHashMap;
import java.util.Map;

/** Tells one run of a row: its figures by name, the events it moved, and what each process spent meanwhile. */
record Sample(Map<String, Double> figures, long events, Map<String, Double> cpuSeconds) {
    static final String RATE = "events/s";

    /** Processor seconds a million events, by process. */
    Map<String, Double> cpuPerMillion() {
        Map<String, Double> perMillion = new LinkedHashMap<>();
        cpuSeconds.forEach((part, seconds) -> perMillion.put(part, seconds * 1e6 / events));
        return perMillion;
    }
}
