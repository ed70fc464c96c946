package dev.playhead.group.partition;

import dev.playhead.group.GroupNames;
import dev.playhead.metrics.Labelled;
import dev.playhead.metrics.Meter;
import dev.playhead.metrics.Meters;
import io.micrometer.core.instrument.Counter;

/** Counts the events of served groups, by group and topic; touched once a batch. Any thread. */
public final class GroupMeters {
    private final Labelled<OfTopic> topics;

    public GroupMeters(Meters meters) {
        this.topics = meters.labelled(
                Meter.GROUP_SKIPPED, values -> new OfTopic(meters, values.get(0), values.get(1)), any -> false);
    }

    public OfTopic of(String group, String topic) {
        return topics.of(GroupNames.label(group), topic);
    }

    /** Holds the meters of one group and topic. */
    public static final class OfTopic {
        public final Counter first;
        public final Counter duplicate;
        final Counter retried;
        final Counter failed;
        final Counter expired;
        final Counter skipped;
        final Counter known;
        public final Counter repeatable;

        OfTopic(Meters meters, String group, String topic) {
            first = meters.counter(Meter.GROUP_CONFIRMED, group, topic, "first");
            duplicate = meters.counter(Meter.GROUP_CONFIRMED, group, topic, "duplicate");
            retried = meters.counter(Meter.GROUP_REDELIVERED, group, topic);
            failed = meters.counter(Meter.GROUP_FAILED, group, topic, "fail");
            expired = meters.counter(Meter.GROUP_FAILED, group, topic, "deadline");
            skipped = meters.counter(Meter.GROUP_SKIPPED, group, topic);
            known = meters.counter(Meter.GROUP_KNOWN, group, topic);
            repeatable = meters.counter(Meter.GROUP_REPEATABLE, group, topic);
        }
    }
}
