package dev.playhead.ingest;

import dev.playhead.codec.TraceContext;
import dev.playhead.event.Event;
import dev.playhead.event.Refusal;
import dev.playhead.tracing.Traces;
import dev.playhead.tracing.Work;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Traces appends: one span a submission, from its admission to its answer. Any thread. */
final class AppendTraces {
    private final Traces traces;

    AppendTraces(Traces traces) {
        this.traces = traces;
    }

    /** Begins the span of a submission, with links to the traces that its first events name. */
    Work begin(Submission submission) {
        if (traces == Traces.OFF) {
            return Work.NONE;
        }
        Work work =
                traces.begin(Traces.Kind.ASKED, "append " + submission.topic().name(), submission.trace());
        if (work.isTraced()) {
            List<Pending> items = submission.items();
            for (Pending item : items.subList(0, Math.min(items.size(), traces.links()))) {
                Event event = item.eventOrNull();
                work.link(event == null ? null : TraceContext.of(event));
            }
        }
        return work;
    }

    void end(Submission submission) {
        Work work = submission.work;
        if (work.isTraced()) {
            long stored = 0;
            long duplicate = 0;
            Refusal refusal = null;
            for (Pending item : submission.items()) {
                Refusal why = item.refusal();
                refusal = why == null ? refusal : why;
                stored += why == null && !item.duplicate() ? 1 : 0;
                duplicate += why == null && item.duplicate() ? 1 : 0;
            }
            describe(work, submission, stored, duplicate, refusal);
            work.end();
        }
    }

    private static void describe(
            Work work, Submission submission, long stored, long duplicate, @Nullable Refusal refusal) {
        work.put("messaging.system", "playhead")
                .put("messaging.destination.name", submission.topic().name())
                .put("messaging.batch.message_count", submission.items().size())
                .put("playhead.bytes", submission.bytes())
                .put("playhead.partitions", partitions(submission))
                .put("playhead.stored", stored)
                .put("playhead.duplicate", duplicate)
                .put("playhead.refused", submission.items().size() - stored - duplicate);
        if (refusal != null) {
            work.failed(refusal.problem().code() + ": " + refusal.detail());
        }
    }

    private static long partitions(Submission submission) {
        return submission.items().stream()
                .filter(item -> item.eventOrNull() != null)
                .mapToInt(item -> item.partition().index())
                .distinct()
                .count();
    }
}
