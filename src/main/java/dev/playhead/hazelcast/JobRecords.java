package dev.playhead.hazelcast;

import dev.playhead.event.Problem;
import dev.playhead.log.Journal;
import dev.playhead.log.JournalValues;
import dev.playhead.replay.job.ReplayCodec;
import dev.playhead.replay.job.ReplayJob;
import io.vertx.core.Future;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes and reads the jobs in their journal. It has a record for each epoch, and the highest counts, because two nodes
 * write in no order. Lower epochs are removed. Any thread; Futures complete on any thread.
 */
final class JobRecords {
    private static final Logger LOG = LoggerFactory.getLogger(JobRecords.class);

    /** The room for the counts and reasons of a target up to its end: a job that was accepted can go to its end. */
    private static final int ROOM_OF_TARGET = 512;

    private static final JournalValues<ReplayJob> VALUES =
            new JournalValues<>("replay", (at, text) -> ReplayCodec.decode(text));

    private final Journal journal;

    JobRecords(Journal journal) {
        this.journal = journal;
    }

    /**
     * Checks the size of a job: fails with {@code too_large} if its record now, or its largest later record, does not
     * fit.
     *
     * @param bytes of the job as text
     */
    Future<Void> fits(ReplayJob job, int bytes) {
        long most = journal.maxBytes()
                - (job.epoch() == 1 ? (long) ROOM_OF_TARGET * job.targets().size() : 0);
        return bytes <= most
                ? Future.succeededFuture()
                : Future.failedFuture(Problem.TOO_LARGE
                        .because("The record of the replay " + job.id() + " has " + bytes
                                + " bytes, but the journal of replays takes at most " + most
                                + ": use fewer partitions, targets or filters")
                        .asException());
    }

    /** Succeeds once the job's record is committed. */
    Future<Void> write(ReplayJob job) {
        return journal.put(key(job), ReplayCodec.encode(job));
    }

    /** Removes a record of a lower epoch; if this fails, the record only takes room until the job's removal. */
    void forget(String id, long epoch) {
        journal.put(id + '/' + epoch, "").onFailure(failure -> LOG.atDebug()
                .addKeyValue("replay", id)
                .addKeyValue("epoch", epoch)
                .addKeyValue("reason", failure.toString())
                .log("the node failed to delete an older replay record"));
    }

    /**
     * Removes all records of the job, the highest epoch last: otherwise, after a partial removal, an older state would
     * count.
     */
    Future<Void> remove(String id) {
        return journal.load().compose(records -> {
            List<String> keys = records.entrySet().stream()
                    .filter(each -> each.getKey().startsWith(id + '/'))
                    .sorted(Comparator.comparingLong(each -> read(each.getKey(), each.getValue())
                            .map(ReplayJob::epoch)
                            .orElse(0L)))
                    .map(Map.Entry::getKey)
                    .toList();
            Future<Void> removed = Future.succeededFuture();
            for (String key : keys) {
                removed = removed.compose(before -> journal.put(key, ""));
            }
            return removed;
        });
    }

    /** The last known state of every job, by id. */
    Future<Map<String, ReplayJob>> load() {
        return journal.load().map(records -> {
            Map<String, ReplayJob> jobs = new HashMap<>();
            records.forEach((key, text) -> read(key, text)
                    .ifPresent(job ->
                            jobs.merge(job.id(), job, (one, other) -> one.epoch() >= other.epoch() ? one : other)));
            return jobs;
        });
    }

    /** The place does not matter: the epoch in the record says which one counts. */
    private static Optional<ReplayJob> read(String key, String text) {
        return VALUES.decode(new Journal.At(key, 0), text);
    }

    private static String key(ReplayJob job) {
        return job.id() + '/' + job.epoch();
    }
}
