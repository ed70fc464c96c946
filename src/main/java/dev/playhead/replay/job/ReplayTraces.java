package dev.playhead.replay.job;

import dev.playhead.tracing.Traces;
import dev.playhead.tracing.Work;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Traces the running times of replays: one span for each stay in {@code running}, and a child span for each running
 * target. The node that ends the stay sends the spans; all nodes watch from the begin. Any thread.
 */
final class ReplayTraces {
    private static final int MOST_OVER = 64;

    private final Traces traces;

    /** The jobs that run, by id. */
    private final Map<String, Stay> running = new HashMap<>();

    /** The targets that have just stopped running, on this node or by another. */
    private final Map<String, Stay> over = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Stay> eldest) {
            return size() > MOST_OVER;
        }
    };

    /** Since when it runs, and when targets of it have ended, in epoch milliseconds. */
    private record Stay(long since, Map<String, Long> ended) {}

    ReplayTraces(Traces traces, ReplayJobs jobs) {
        this.traces = traces;
        if (traces != Traces.OFF) {
            jobs.watch(this::watched);
        }
    }

    private synchronized void watched(String id, Optional<ReplayJob> now) {
        if (now.isPresent() && now.get().state() == ReplayState.RUNNING) {
            see(now.get());
        } else {
            Stay stay = running.remove(id);
            if (stay != null) {
                over.put(id, stay);
            }
        }
    }

    private void see(ReplayJob job) {
        Stay stay = running.computeIfAbsent(job.id(), any -> new Stay(job.life().changed(), new HashMap<>()));
        for (ReplayTarget target : job.targets()) {
            if (target.state() != ReplayTarget.State.RUNNING) {
                stay.ended().putIfAbsent(target.name(), job.life().changed());
            }
        }
    }

    /** This node has changed the job. */
    void changed(ReplayJob before, ReplayJob after) {
        if (traces == Traces.OFF || before.state() != ReplayState.RUNNING || after.state() == ReplayState.RUNNING) {
            return;
        }
        Stay stay;
        synchronized (this) {
            // The watch may have reported the end already
            Stay ended = running.containsKey(after.id()) ? running.remove(after.id()) : over.remove(after.id());
            stay = ended == null ? new Stay(before.life().changed(), new HashMap<>()) : ended;
        }
        Work work = traces.begun("replay", stay.since());
        if (work.isTraced()) {
            tell(work, before, after, stay);
        }
    }

    private static void tell(Work work, ReplayJob before, ReplayJob after, Stay stay) {
        work.put("playhead.replay", after.id())
                .put("playhead.epoch", after.epoch())
                .put("playhead.state", after.state().word())
                .put("playhead.mode", after.request().mode().word())
                .put(
                        "messaging.destination.name",
                        String.join(",", after.request().topics()));
        if (after.state() == ReplayState.FAILED) {
            work.failed(after.life().reason());
        }
        for (ReplayTarget target : after.targets()) {
            Long ended = stay.ended().get(target.name());
            if (ended == null || ended > stay.since()) {
                tell(work.child("replay target", stay.since()), after, target)
                        .end(ended == null ? after.life().changed() : ended);
            }
        }
        work.end(after.life().changed());
    }

    private static Work tell(Work work, ReplayJob job, ReplayTarget target) {
        work.put("playhead.replay", job.id())
                .put("playhead.target", target.name())
                .put("playhead.state", target.state().word());
        Counts counts = target.end();
        if (counts != null) {
            work.put("playhead.scanned", counts.scanned())
                    .put("playhead.matched", counts.matched())
                    .put("playhead.delivered", counts.delivered())
                    .put("playhead.confirmed", counts.confirmed());
        }
        return target.state() == ReplayTarget.State.FAILED ? work.failed(target.reason()) : work;
    }
}
