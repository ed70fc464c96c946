package dev.playhead.delivery;

import dev.playhead.metrics.Labelled;
import dev.playhead.metrics.Meter;
import dev.playhead.metrics.Meters;
import dev.playhead.stream.Batch;
import io.micrometer.core.instrument.Counter;
import java.util.concurrent.atomic.AtomicLong;

/** The meters of the way out, by topic; touched once a run of records, never once an event. Any thread. */
final class DeliveryMeters {
    private final Labelled<OfTopic> topics;
    private final AtomicLong stalled = new AtomicLong();

    /** The gauges are set at each round of the watch. */
    static final class OfTopic {
        private final Counter delivered;
        private final Counter deliveredBytes;
        private final Counter filteredOut;
        private final AtomicLong subscriptions = new AtomicLong();
        private final AtomicLong credit = new AtomicLong();
        private final AtomicLong lag = new AtomicLong();

        private OfTopic(Meters meters, String topic) {
            delivered = meters.counter(Meter.DELIVERED, topic);
            deliveredBytes = meters.counter(Meter.DELIVERED_BYTES, topic);
            filteredOut = meters.counter(Meter.FILTERED_OUT, topic);
            meters.gauge(Meter.SUBSCRIPTIONS, subscriptions, AtomicLong::get, topic);
            meters.gauge(Meter.CREDIT, credit, AtomicLong::get, topic);
            meters.gauge(Meter.LAG, lag, AtomicLong::get, topic);
        }

        AtomicLong subscriptions() {
            return subscriptions;
        }

        void measured(long unspentCredit, long largestLag) {
            credit.set(unspentCredit);
            lag.set(largestLag);
        }
    }

    DeliveryMeters(Meters meters) {
        this.topics = meters.labelled(
                Meter.DELIVERED,
                values -> new OfTopic(meters, values.get(0)),
                ofTopic -> ofTopic.subscriptions.get() > 0);
        meters.gauge(Meter.STALLED, stalled, AtomicLong::get);
    }

    OfTopic of(String topic) {
        return topics.of(topic);
    }

    Labelled<OfTopic> topics() {
        return topics;
    }

    void stalled(long count) {
        stalled.set(count);
    }

    void filteredOut(String topic, int count) {
        of(topic).filteredOut.increment(count);
    }

    void sent(Batch batch) {
        OfTopic topic = null;
        String name = "";
        int events = 0;
        long bytes = 0;
        for (Batch.Run run : batch.runs()) {
            String next = run.block().partition().topic();
            if (topic == null || !next.equals(name)) {
                add(topic, events, bytes);
                topic = of(next);
                name = next;
                events = 0;
                bytes = 0;
            }
            events += run.to() - run.from();
            bytes += Batch.bytesOf(run.block(), run.from(), run.to());
        }
        add(topic, events, bytes);
    }

    private static void add(@org.jspecify.annotations.Nullable OfTopic topic, int events, long bytes) {
        if (topic != null) {
            topic.delivered.increment(events);
            topic.deliveredBytes.increment(bytes);
        }
    }
}
