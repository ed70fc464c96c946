package dev.playhead.group;

import dev.playhead.event.Identity;
import dev.playhead.filter.FilterForm;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Specifies a group: its events, its start and their handling; immutable and complete.
 *
 * @param topics distinct, sorted by name
 * @param filter the list of filters in JSON, with the members of its objects sorted by name; {@code []} accepts every
 *     event
 * @param from the start in partitions without a cursor, in JSON
 */
public record GroupSpec(List<String> topics, String filter, String from, Handling handling) {
    static final Duration LEAST_DEADLINE = Duration.ofMillis(100);
    static final Duration MOST_DEADLINE = Duration.ofDays(7);
    static final Duration MOST_BACKOFF = Duration.ofDays(1);
    static final int MOST_RETRY = 1_000;
    static final int MOST_IN_FLIGHT = 1_000_000;
    static final long MOST_AHEAD = 100_000_000;

    /**
     * The handling of a group's events.
     *
     * @param deadline the time that a consumer may take for an event
     * @param retry the number of retries before an event is parked
     * @param backoffDelay see {@link BackoffPolicy}
     * @param maxInFlight the maximum of unconfirmed events of a partition at consumers
     * @param maxAhead the maximum of offsets between the first unsettled event and the read position
     */
    public record Handling(
            Duration deadline,
            int retry,
            BackoffPolicy backoffPolicy,
            Duration backoffDelay,
            int maxInFlight,
            long maxAhead,
            OnParked onParked) {

        /** The handling of a group that asks for none. */
        static Handling of(GroupSettings settings) {
            return new Handling(
                    settings.deadline(),
                    settings.retry(),
                    settings.backoffPolicy(),
                    settings.backoffDelay(),
                    settings.maxInFlight(),
                    settings.maxAhead(),
                    settings.onParked());
        }
    }

    public GroupSpec {
        topics = topics.stream().distinct().sorted().toList();
    }

    /** The spec of a group that says nothing of its handling. */
    public static GroupSpec of(List<String> topics, String filter, String from, GroupSettings settings) {
        return new GroupSpec(topics, filter, from, Handling.of(settings));
    }

    /** Tells this filter from others in a few characters. */
    public String filterMark() {
        Identity sum = Identity.of("filter", filter.getBytes(StandardCharsets.UTF_8));
        return String.format("%016x", sum.high());
    }

    /** The same handling for the events of the other spec. */
    public GroupSpec reading(GroupSpec other) {
        return new GroupSpec(other.topics, other.filter, other.from, handling);
    }

    /**
     * A setting that two specs have in two ways.
     *
     * @param name as in JSON
     * @param here the value of the spec that was asked
     * @param there the value of the other spec
     */
    public record Difference(String name, String here, String there) {}

    /** The settings in which the other spec differs; {@code from} is none, because it counts only for a new group. */
    public List<Difference> differences(GroupSpec other) {
        List<Difference> found = new ArrayList<>();
        Handling others = other.handling;
        add(found, "topics", topics, other.topics);
        if (!FilterForm.isSame(filter, other.filter)) {
            add(found, "filter", filter, other.filter);
        }
        add(found, "deadline", handling.deadline, others.deadline);
        add(found, "retry", handling.retry, others.retry);
        add(found, "backoffPolicy", handling.backoffPolicy, others.backoffPolicy);
        add(found, "backoffDelay", handling.backoffDelay, others.backoffDelay);
        add(found, "maxInFlight", handling.maxInFlight, others.maxInFlight);
        add(found, "maxAhead", handling.maxAhead, others.maxAhead);
        add(found, "onParked", handling.onParked, others.onParked);
        return found;
    }

    private static void add(List<Difference> found, String name, Object here, Object there) {
        if (!Objects.equals(here, there)) {
            found.add(new Difference(name, here.toString(), there.toString()));
        }
    }

    /** The growth of the waits before retries, in the terms of Knative's delivery specification. */
    public enum BackoffPolicy {
        /** The delay times the number of the retry. */
        LINEAR,
        /** The delay times two to the power of the number of the retry. */
        EXPONENTIAL
    }

    /** The treatment of the later events of a parked event's key. */
    public enum OnParked {
        /** Later events of the key are delivered. */
        PASS,
        /** Later events of the key are parked behind it, until it is redriven and confirmed. */
        BLOCK
    }
}
