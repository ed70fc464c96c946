package dev.playhead.replay;

import dev.playhead.replay.job.Counts;
import dev.playhead.replay.job.Progress;
import dev.playhead.replay.job.ReplayJob;
import dev.playhead.replay.job.ReplayTarget;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Holds a job and the progress of its targets.
 *
 * @param owner the name of the node that holds the job; empty if unknown
 */
public record ReplayReport(ReplayJob job, String owner, List<OfTarget> targets) {
    public ReplayReport {
        targets = List.copyOf(targets);
    }

    /** @param progress null at its end, when {@code target} has its counts, or if it is unknown now */
    public record OfTarget(ReplayTarget target, @Nullable Progress progress) {
        /** Returns the counts; null if they are unknown now. */
        public @Nullable Counts counts() {
            return target.end() != null ? target.end() : progress == null ? null : progress.counts();
        }

        /**
         * Estimates the remaining time at the recent rate, with the share of matching events until now; null without an
         * estimate.
         */
        public @Nullable Duration eta() {
            if (progress == null || target.state() != ReplayTarget.State.RUNNING) {
                return null;
            }
            if (progress.remainingOffsets() == 0) {
                return Duration.ZERO;
            }
            Counts counts = progress.counts();
            if (counts.scanned() == 0) {
                return null;
            }
            double matching = counts.matched() / (double) counts.scanned();
            double seconds = progress.remainingOffsets() * matching / progress.eventsPerSecond();
            return Double.isFinite(seconds) && seconds < 1e9 ? Duration.ofSeconds((long) Math.ceil(seconds)) : null;
        }
    }
}
