package dev.playhead.load.simulation;

import java.util.List;

/**
 * What one request sends.
 *
 * @param numbers of its events in the books, in the order sent
 * @param events their JSON, in the same order
 * @param again how many of them, at the beginning, have been sent and acknowledged before
 */
record Parcel(int[] numbers, List<String> events, int again, boolean isBatch) {
    String body() {
        return isBatch ? "[" + String.join(",", events) + "]" : events.get(0);
    }

    String contentType() {
        return isBatch ? "application/cloudevents-batch+json" : "application/cloudevents+json";
    }

    /** The same once more. */
    Parcel repeated() {
        return new Parcel(numbers, events, numbers.length, isBatch);
    }
}
