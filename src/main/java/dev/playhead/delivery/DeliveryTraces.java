package dev.playhead.delivery;

import dev.playhead.codec.JsonMembers;
import dev.playhead.codec.TraceContext;
import dev.playhead.log.Block;
import dev.playhead.stream.Batch;
import dev.playhead.tracing.Traces;
import dev.playhead.tracing.Work;
import org.jspecify.annotations.Nullable;

/** Traces deliveries: one span a batch, from its gathering to its socket. Any thread. */
final class DeliveryTraces {
    private final Traces traces;

    DeliveryTraces(Traces traces) {
        this.traces = traces;
    }

    /** Begins the span of a batch, with links to the traces of its first events. */
    Work sending(Batch batch) {
        if (traces == Traces.OFF) {
            return Work.NONE;
        }
        String topic = batch.runs().get(0).block().partition().topic();
        Work work = traces.begin(Traces.Kind.SENT, "deliver " + topic, null);
        if (work.isTraced()) {
            work.put("messaging.system", "playhead")
                    .put("messaging.destination.name", topic)
                    .put("messaging.batch.message_count", batch.events())
                    .put("playhead.bytes", batch.bytes())
                    .put(
                            "playhead.partitions",
                            batch.runs().stream()
                                    .map(run -> run.block().partition())
                                    .distinct()
                                    .count());
            link(work, batch);
        }
        return work;
    }

    private void link(Work work, Batch batch) {
        int left = traces.links();
        for (Batch.Run run : batch.runs()) {
            for (int row = run.from(); row < run.to() && left > 0; row++, left--) {
                work.link(origin(run.block(), row));
            }
        }
    }

    /** Returns the trace of the request that brought the event, else the trace of the event itself. */
    private static @Nullable TraceContext origin(Block block, int row) {
        JsonMembers delivery = new JsonMembers(block.deliveries(row, row + 1).getBytes());
        TraceContext beside =
                TraceContext.of(delivery.text(TraceContext.TRACEPARENT), delivery.text(TraceContext.TRACESTATE));
        return beside != null
                ? beside
                : TraceContext.of(new JsonMembers(block.event(row).getBytes()).text(TraceContext.TRACEPARENT), null);
    }
}
