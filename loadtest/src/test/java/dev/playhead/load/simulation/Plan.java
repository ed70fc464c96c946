package dev.playhead.load.simulation;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Properties;

/** How much a simulation does: the value of every knob; immutable, checked when built. */
final class Plan {
    private final Map<Knob, String> values = new EnumMap<>(Knob.class);

    private Plan(Properties given, Map<Knob, String> ownUsual) {
        boolean isShort = Boolean.parseBoolean(given.getProperty(Knob.SHORT.key(), Knob.SHORT.usual()));
        for (Knob knob : Knob.values()) {
            String otherwise = isShort ? knob.brief() : ownUsual.getOrDefault(knob, knob.usual());
            values.put(knob, given.getProperty(knob.key(), otherwise));
        }
        require(number(Knob.PARTITIONS) >= 1, Knob.PARTITIONS, "at least 1");
        require(number(Knob.MEMBERS) <= number(Knob.PARTITIONS), Knob.MEMBERS, "at most as many as partitions");
        require(number(Knob.BATCH) >= 1, Knob.BATCH, "at least 1");
        require(number(Knob.CREDIT) >= 1, Knob.CREDIT, "at least 1");
        require(number(Knob.SECONDS) >= 1, Knob.SECONDS, "at least 1");
        require(share(Knob.DUPLICATES) >= 0 && share(Knob.DUPLICATES) < 1, Knob.DUPLICATES, "from 0 to below 1");
    }

    /** What is given, else what the simulation has of its own, else what the knob has; short runs have nothing of their own. */
    static Plan of(Properties given, Map<Knob, String> ownUsual) {
        return new Plan(given, ownUsual);
    }

    private void require(boolean holds, Knob knob, String takes) {
        if (!holds) {
            throw new IllegalArgumentException(knob.key() + " is " + values.get(knob) + "; it takes " + takes);
        }
    }

    boolean isShort() {
        return Boolean.parseBoolean(text(Knob.SHORT));
    }

    String text(Knob knob) {
        return values.getOrDefault(knob, "");
    }

    int number(Knob knob) {
        try {
            return Integer.parseInt(text(knob));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(knob.key() + " takes a whole number, not " + text(knob), e);
        }
    }

    double share(Knob knob) {
        try {
            return Double.parseDouble(text(knob));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(knob.key() + " takes a number, not " + text(knob), e);
        }
    }

    Duration seconds(Knob knob) {
        return Duration.ofSeconds(number(knob));
    }
}
