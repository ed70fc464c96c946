package dev.playhead.hazelcast;

import com.hazelcast.map.EntryProcessor;
import com.hazelcast.map.IMap;
import com.hazelcast.splitbrainprotection.SplitBrainProtectionException;
import dev.playhead.event.Problem;
import dev.playhead.log.Journal;
import dev.playhead.replay.job.ReplayCodec;
import dev.playhead.replay.job.ReplayJob;
import dev.playhead.replay.job.ReplayJobs;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the jobs of all nodes in one map of Hazelcast. Every change is a compare-and-set on the node of the entry, then a
 * record in the journal, then the answer. Any thread; Futures complete on any thread.
 *
 * <ol>
 *   <li>A node reads the map only after the journal is in it. Each node puts the journal into the map at its start. It does
 *       so again when a node has left, because its backups may have left with it, and when two halves of a cluster have
 *       met. The highest epoch stays.
 *   <li>A change with a failed record is answered as failed. It stays in the map with a mark. A node that is asked for this
 *       job first writes the record, and answers after that. Without such a call, each node writes it too. A list of all
 *       jobs has the marked change even if the write fails, so that one record does not block all other jobs.
 *   <li>For a job that the map has lost, a node answers with its last report until the map has the job again. A job is gone
 *       when its mark says so, or when neither the map nor the journal has it.
 * </ol>
 */
final class HazelcastReplayJobs implements ReplayJobs {
    static final String MAP = "replays";

    private static final Logger LOG = LoggerFactory.getLogger(HazelcastReplayJobs.class);
    private static final long AGAIN_MILLIS = 500;
    private static final long COMPARE_MILLIS = 2_000;

    private final Vertx vertx;
    private final IMap<String, byte[]> map;
    private final UnaryOperator<String> owner;
    private final JobRecords records;
    private final JobWatch watch = new JobWatch();
    private final UnderWay writes = new UnderWay();
    private final BiConsumer<Boolean, String> readiness;
    private final AtomicBoolean loading = new AtomicBoolean();
    private volatile boolean reload;
    private volatile boolean loaded;
    private volatile boolean closed;
    private volatile Set<String> withoutRecord = Set.of();
    private final long comparing;

    /**
     * @param owner finds the node that holds the entry of a key; it runs on a thread that may block, and may throw
     * @param readiness takes whether the journal has been read into the map, and the reason if not; any thread
     */
    HazelcastReplayJobs(
            Vertx vertx,
            IMap<String, byte[]> map,
            UnaryOperator<String> owner,
            Journal journal,
            BiConsumer<Boolean, String> readiness) {
        this.vertx = vertx;
        this.map = map;
        this.owner = owner;
        this.records = new JobRecords(journal);
        this.readiness = readiness;
        map.addEntryListener(new JobWatch.Listener(watch), true);
        this.comparing = vertx.setPeriodic(COMPARE_MILLIS, tick -> compare());
        load();
    }

    @Override
    public Future<List<ReplayJob>> list() {
        return ready().compose(ready -> all())
                .compose(all -> Future.all(known(all).values().stream()
                        .filter(JobBytes::isJob)
                        .map(value -> answer(value).otherwise(failed -> job(value)))
                        .toList()))
                .map(answers -> answers.<ReplayJob>list());
    }

    @Override
    public Future<Optional<ReplayJob>> find(String id) {
        return ready().compose(ready -> Future.fromCompletionStage(map.getAsync(id)))
                .map(value -> value == null ? watch.told(id) : value)
                .recover(HazelcastReplayJobs::unavailable)
                .compose(value -> JobBytes.isJob(value)
                        ? answer(value).map(Optional::of)
                        : Future.succeededFuture(Optional.<ReplayJob>empty()));
    }

    /** Returns the node that holds a job. Hazelcast waits until it has placed its entries, and fails while it stops. */
    @Override
    public Future<String> owner(String id) {
        return vertx.executeBlocking(() -> owner.apply(id), false).otherwise("");
    }

    @Override
    public Future<Boolean> put(ReplayJob job) {
        byte[] value = JobBytes.of(job.epoch(), false, ReplayCodec.encode(job));
        return ready().compose(ready -> records.fits(job, JobBytes.length(value)))
                .compose(fits -> submit(job.id(), new PutNext(value)))
                .compose(first -> first ? kept(job).map(true) : another(job));
    }

    /** Completes with false, because another change was first; fails if the map has lost the job. */
    private Future<Boolean> another(ReplayJob job) {
        return Future.fromCompletionStage(map.getAsync(job.id())).compose(now -> {
            if (now != null || watch.told(job.id()) == null) {
                return Future.succeededFuture(false);
            }
            reload();
            return Future.failedFuture(Problem.UNAVAILABLE
                    .because("The node is reading the replay " + job.id() + " from the journal again")
                    .asException());
        });
    }

    @Override
    public Future<Boolean> remove(ReplayJob job) {
        return ready().compose(ready -> submit(job.id(), new Remove(job.epoch())))
                .compose(there -> there ? records.remove(job.id()).map(true) : Future.succeededFuture(false));
    }

    @Override
    public Runnable watch(BiConsumer<String, Optional<ReplayJob>> watcher) {
        return watch.add(watcher);
    }

    /** Puts the journal into the map again, because the map may have lost some of it. */
    void reload() {
        reload = true;
        load();
    }

    void close() {
        closed = true;
        vertx.cancelTimer(comparing);
    }

    /** The job, once the journal has it. */
    private Future<ReplayJob> answer(byte[] value) {
        ReplayJob job = job(value);
        return JobBytes.isKept(value) ? Future.succeededFuture(job) : kept(job).map(job);
    }

    /** An outage lasts longer than it takes to ask again: the record of a job is written once at a time. */
    private Future<Void> kept(ReplayJob job) {
        return writes.join(ReplayCodec.encode(job), () -> written(job));
    }

    /** Another node may have changed or removed the job while its record was being written: then this one counts no more. */
    private Future<Void> written(ReplayJob job) {
        return records.write(job).compose(written -> {
            if (job.epoch() > 1) {
                records.forget(job.id(), job.epoch() - 1);
            }
            // If the mark stays, its record is only written once more
            return submit(job.id(), new Keep(job.epoch())).otherwise(true).map(counts -> {
                if (!counts) {
                    records.forget(job.id(), job.epoch());
                }
                return null;
            });
        });
    }

    private void load() {
        if (closed || !loading.compareAndSet(false, true)) {
            return;
        }
        reload = false;
        Map<String, byte[]> before = watch.told();
        records.load()
                .onFailure(this::notRead)
                .compose(jobs -> putAll(jobs)
                        .compose(put -> raise())
                        .onSuccess(put -> allPut())
                        .onFailure(this::notPut)
                        .compose(put -> settle(before, jobs)))
                .onComplete(settled -> {
                    loading.set(false);
                    if (!closed && (reload || settled.failed())) {
                        vertx.setTimer(AGAIN_MILLIS, again -> load());
                    }
                });
    }

    /** Opens the map for calls, and reports the dependency as up. */
    private void allPut() {
        loaded = true;
        readiness.accept(true, "");
    }

    private void notRead(Throwable failure) {
        if (!loaded) {
            readiness.accept(false, String.valueOf(failure.getMessage()));
        }
    }

    /** The node serves all else: were it not ready, the nodes that it waits for could not come behind it either. */
    private void notPut(Throwable failure) {
        readiness.accept(true, "the node cannot change replays: " + failure.getMessage());
    }

    private Future<Void> putAll(Map<String, ReplayJob> jobs) {
        return Future.all(jobs.values().stream()
                        .map(job -> submit(
                                job.id(), new PutHighest(JobBytes.of(job.epoch(), true, ReplayCodec.encode(job)))))
                        .toList())
                .mapEmpty();
    }

    /**
     * Raises jobs of the map to the later states that this node knows. A lost node took such a change along before the
     * write of its record. Without this, watchers that know the change would miss the next one.
     */
    private Future<Void> raise() {
        return all().compose(all -> {
            List<Future<Boolean>> raised = new ArrayList<>();
            watch.told().forEach((id, told) -> {
                byte[] now = all.get(id);
                if (now != null
                        && JobBytes.isJob(now)
                        && JobBytes.epoch(now) < JobBytes.epoch(told)
                        // Else it was removed and made again by the same key
                        && job(now).life().created() == job(told).life().created()) {
                    raised.add(submit(id, new Raise(JobBytes.epoch(now), JobBytes.unkept(told))));
                }
            });
            return Future.all(raised).mapEmpty();
        });
    }

    /** Writes the map's state to the journal, and reports jobs that neither has as removed. */
    private Future<Void> settle(Map<String, byte[]> before, Map<String, ReplayJob> journaled) {
        return all().compose(all -> {
            before.forEach((id, value) -> {
                if (!all.containsKey(id) && !journaled.containsKey(id)) {
                    watch.gone(id, value);
                }
            });
            List<Future<Void>> written = new ArrayList<>();
            all.forEach((id, value) -> {
                ReplayJob known = journaled.get(id);
                if (JobBytes.isJob(value)) {
                    ReplayJob job = job(value);
                    if (!job.equals(known) && (known == null || known.epoch() <= job.epoch())) {
                        written.add(kept(job));
                    }
                    // One of the mark's own epoch was written by another half of a split cluster
                } else if (known != null && known.epoch() <= JobBytes.epoch(value)) {
                    written.add(records.remove(id));
                }
            });
            return Future.join(written).mapEmpty();
        });
    }

    private void compare() {
        if (closed) {
            return;
        }
        Map<String, byte[]> before = watch.told();
        all().onSuccess(all -> {
                    all.forEach(watch::changed);
                    keep(all.values());
                    if (!all.keySet().containsAll(before.keySet())) {
                        load();
                    }
                })
                .onFailure(failure -> LOG.atDebug()
                        .addKeyValue("reason", failure.toString())
                        .log("the node failed to read the map of replays"));
    }

    /** Writes the records of jobs without one for a whole round: a write of now will end by itself. */
    private void keep(Collection<byte[]> values) {
        Map<String, ReplayJob> now = new HashMap<>();
        values.stream()
                .filter(value -> JobBytes.isJob(value) && !JobBytes.isKept(value))
                .map(HazelcastReplayJobs::job)
                .forEach(job -> now.put(job.id() + '/' + job.epoch(), job));
        now.forEach((key, job) -> {
            if (withoutRecord.contains(key)) {
                kept(job).onFailure(failure -> LOG.atDebug()
                        .addKeyValue("replay", job.id())
                        .addKeyValue("epoch", job.epoch())
                        .addKeyValue("reason", failure.toString())
                        .log("the replay record is not written yet"));
            }
        });
        withoutRecord = Set.copyOf(now.keySet());
    }

    /** Returns the entries of the map, and the lost ones in their last known state. */
    private Map<String, byte[]> known(Map<String, byte[]> all) {
        Map<String, byte[]> known = new HashMap<>(watch.told());
        known.putAll(all);
        return known;
    }

    /** Hazelcast reads a whole map only on a thread that may block. */
    private Future<Map<String, byte[]>> all() {
        return vertx.executeBlocking(() -> map.getAll(map.keySet()), false).recover(HazelcastReplayJobs::unavailable);
    }

    private Future<Boolean> submit(String id, EntryProcessor<String, byte[], Boolean> processor) {
        return Future.fromCompletionStage(map.submitToKey(id, processor)).recover(HazelcastReplayJobs::unavailable);
    }

    private Future<Void> ready() {
        return loaded
                ? Future.succeededFuture()
                : Future.failedFuture(Problem.UNAVAILABLE
                        .because("The node has not read the journal of replays yet")
                        .asException());
    }

    private static <T> Future<T> unavailable(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        String why = cause instanceof SplitBrainProtectionException
                ? "Too few nodes see each other to change replays"
                : "The node cannot reach the replays of the cluster: " + cause.getMessage();
        return Future.failedFuture(Problem.UNAVAILABLE.because(why).asException());
    }

    private static ReplayJob job(byte[] value) {
        return ReplayCodec.decode(JobBytes.text(value));
    }
}
