package dev.playhead.ingest;

import dev.playhead.event.Problem;
import dev.playhead.event.Refusal;
import dev.playhead.metrics.Labelled;
import dev.playhead.metrics.Meter;
import dev.playhead.metrics.Meters;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;

/** The meters of the way in, touched once a submission; any thread. */
final class IngestMeters {
    private final Meters meters;
    private final Timer latency;
    private final Labelled<OfTopic> topics;
    private final ConcurrentMap<Problem, Counter> refusals = new ConcurrentHashMap<>();

    IngestMeters(Meters meters) {
        this.meters = meters;
        this.topics = meters.labelled(Meter.APPEND_BYTES, values -> new OfTopic(meters, values.get(0)), any -> false);
        this.latency = meters.timer(Meter.APPEND_LATENCY);
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
        refusals.computeIfAbsent(refusal.problem(), problem -> meters.counter(Meter.REFUSED, problem.code()))
                .increment();
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
