package dev.playhead.ingest;

import dev.playhead.event.Problem;
import dev.playhead.event.Refusal;
import dev.playhead.metrics.Labelled;
import dev.playhead.metrics.Meter;
import dev.playhead.metrics.Meters;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** Counts appends and refusals, once a submission; any thread. */
final class IngestMeters {
    private final Timer latency;
    private final Labelled<OfTopic> topics;

    /** Complete from the start, because a rate needs a sample from before the first refusal. */
    private final Map<Problem, Counter> refusals = new EnumMap<>(Problem.class);

    IngestMeters(Meters meters) {
        this.topics = meters.labelled(Meter.APPEND_BYTES, values -> new OfTopic(meters, values.get(0)), any -> false);
        this.latency = meters.timer(Meter.APPEND_LATENCY);
        for (Problem problem : Problem.values()) {
            refusals.put(problem, meters.counter(Meter.REFUSED, problem.code()));
        }
    }

    void ended(Submission submission, long nanos) {
        int stored = 0;
        int duplicate = 0;
        long bytes = 0;
        for (Pending item : submission.items()) {
            Refusal refusal = item.refusal();
            if (refusal != null) {
                refused(refusal);
            } else if (item.duplicate()) {
                duplicate++;
            } else {
                stored++;
                bytes += item.event().value().length;
            }
        }
        OfTopic topic = topics.of(submission.topic().name());
        topic.stored.increment(stored);
        topic.duplicate.increment(duplicate);
        topic.refused.increment(submission.items().size() - stored - duplicate);
        topic.bytes.increment(bytes);
        latency.record(nanos, TimeUnit.NANOSECONDS);
    }

    long appends() {
        return latency.count();
    }

    double appendMillis() {
        return latency.totalTime(TimeUnit.MILLISECONDS);
    }

    Refusal refused(Refusal refusal) {
        Objects.requireNonNull(refusals.get(refusal.problem())).increment();
        return refusal;
    }

    private static final class OfTopic {
        private final Counter stored;
        private final Counter duplicate;
        private final Counter refused;
        private final Counter bytes;

        OfTopic(Meters meters, String topic) {
            stored = meters.counter(Meter.APPENDS, topic, "stored");
            duplicate = meters.counter(Meter.APPENDS, topic, "duplicate");
            refused = meters.counter(Meter.APPENDS, topic, "refused");
            bytes = meters.counter(Meter.APPEND_BYTES, topic);
        }
    }
}
