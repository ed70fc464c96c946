package dev.playhead.load;

import java.util.List;
import java.util.Optional;

/**
 * Names a measurement, what it does, the row that it is compared with, and the ratios to reach; a row without a
 * reference is one itself.
 */
record Row(String name, String meaning, Optional<String> reference, List<Target> targets, Measure measure) {
    /** Runs once and tells what it saw; the topic is its own and empty. */
    interface Measure {
        Sample run(Stand stand, String topic, int eventBytes) throws Exception;
    }

    /** A ratio to the reference's figure of the same name: at least it, or at most. */
    record Target(String figure, double ratio, boolean atLeast) {
        boolean isMetBy(double measured) {
            return atLeast ? measured >= ratio : measured <= ratio;
        }

        @Override
        public String toString() {
            return (atLeast ? ">= " : "<= ") + ratio;
        }
    }

    static Row reference(String name, String meaning, Measure measure) {
        return new Row(name, meaning, Optional.empty(), List.of(), measure);
    }

    static Row of(String name, String meaning, String reference, List<Target> targets, Measure measure) {
        return new Row(name, meaning, Optional.of(reference), targets, measure);
    }

    Optional<Target> target(String figure) {
        return targets.stream().filter(target -> target.figure().equals(figure)).findFirst();
    }
}
