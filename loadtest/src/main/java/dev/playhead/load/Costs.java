package dev.playhead.load;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What some work took: seconds of processor by process, and the bytes that the node allocated meanwhile, where it tells
 * them.
 */
record Costs(Map<String, Double> cpuSeconds, OptionalDouble allocated) {
    /** Processor seconds a million events, by process. */
    Map<String, Double> cpuPerMillion(long events) {
        Map<String, Double> perMillion = new LinkedHashMap<>();
        cpuSeconds.forEach((part, seconds) -> perMillion.put(part, seconds * 1e6 / events));
        return perMillion;
    }
}
