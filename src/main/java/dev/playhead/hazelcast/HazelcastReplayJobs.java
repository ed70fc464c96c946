package dev.playhead.hazelcast;

import com.hazelcast.core.EntryEvent;
import com.hazelcast.map.EntryProcessor;
import com.hazelcast.map.IMap;
import com.hazelcast.map.listener.EntryAddedListener;
import com.hazelcast.map.listener.EntryMergedListener;
import com.hazelcast.map.listener.EntryUpdatedListener;
import com.hazelcast.splitbrainprotection.SplitBrainProtectionException;
import dev.playhead.event.Problem;
import dev.playhead.log.Journal;
import dev.playhead.replay.ReplayCodec;
import dev.playhead.replay.ReplayJob;
import dev.playhead.replay.ReplayJobs;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The jobs of all nodes in one map of Hazelcast, every change a compare-and-set where the entry is, then a record in the
 * journal, then the answer. Any thread; Futures complete on any thread.
 *
 * <p>1. The map is read once the journal is in it; each node puts it there when it starts, and again when a node has
 * gone, for its backups may have gone with it. The highest epoch stays. 2. A change whose record fails is told as failed
 * and stays in the map: all nodes see it, and the next change writes a record again.
 */
final class HazelcastReplayJobs implements ReplayJobs {
    static final String MAP = "replays";

    private static final Logger LOG = LoggerFactory.getLogger(HazelcastReplayJobs.class);
    private static final long AGAIN_MILLIS = 500;
    private static final long COMPARE_MILLIS = 2_000;

    private final Vertx vertx;
    private final IMap<String, byte[]> map;
    private final JobRecords records;
    private final JobWatch watch = new JobWatch();
    private final BiConsumer<Boolean, String> readiness;
    private final AtomicBoolean loading = new AtomicBoolean();
    private volatile boolean reload;
    private volatile boolean loaded;
    private volatile boolean closed;
    private final long comparing;

    /** @param readiness told whether the journal has been read into the map, and if not, why; any thread */
    HazelcastReplayJobs(Vertx vertx, IMap<String, byte[]> map, Journal journal, BiConsumer<Boolean, String> readiness) {
        this.vertx = vertx;
        this.map = map;
        this.records = new JobRecords(journal);
        this.readiness = readiness;
        map.addEntryListener(new Listener(watch), true);
        this.comparing = vertx.setPeriodic(COMPARE_MILLIS, tick -> compare());
        load();
    }

    @Override
    public Future<List<ReplayJob>> list() {
        return ready().compose(ready -> all()).map(all -> all.values().stream()
                .filter(JobBytes::isJob)
                .map(HazelcastReplayJobs::job)
                .toList());
    }

    @Override
    public Future<Optional<ReplayJob>> find(String id) {
        return ready().compose(ready -> Future.fromCompletionStage(map.getAsync(id)))
                .map(value -> JobBytes.isJob(value) ? Optional.of(job(value)) : Optional.<ReplayJob>empty())
                .recover(HazelcastReplayJobs::unavailable);
    }

    @Override
    public Future<Boolean> put(ReplayJob job) {
        byte[] value = JobBytes.of(job.epoch(), ReplayCodec.encode(job));
        return ready().compose(ready -> submit(job.id(), new PutNext(value)))
                .compose(first -> first ? kept(job).map(true) : Future.succeededFuture(false));
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

    /** Puts the journal into the map again, because a node has gone that held some of it. */
    void reload() {
        reload = true;
        load();
    }

    void close() {
        closed = true;
        vertx.cancelTimer(comparing);
    }

    /** Another node may have changed or removed the job while its record was being written: then this one counts no more. */
    private Future<Void> kept(ReplayJob job) {
        return records.write(job).onSuccess(written -> {
            if (job.epoch() > 1) {
                records.forget(job.id(), job.epoch() - 1);
            }
            map.getAsync(job.id()).thenAccept(now -> {
                if (!JobBytes.isJob(now) || JobBytes.epoch(now) > job.epoch()) {
                    records.forget(job.id(), job.epoch());
                }
            });
        });
    }

    private void load() {
        if (closed || !loading.compareAndSet(false, true)) {
            return;
        }
        reload = false;
        records.load()
                .onFailure(this::notRead)
                .compose(jobs -> putAll(jobs).onFailure(this::notPut))
                .onComplete(put -> {
                    loading.set(false);
                    if (put.succeeded()) {
                        loaded = true;
                        readiness.accept(true, "");
                    }
                    if (!closed && (reload || put.failed())) {
                        vertx.setTimer(AGAIN_MILLIS, again -> load());
                    }
                });
    }

    private void notRead(Throwable failure) {
        if (!loaded) {
            readiness.accept(false, String.valueOf(failure.getMessage()));
        }
    }

    /** The node serves all else: were it not ready, the nodes that it waits for could not come behind it either. */
    private void notPut(Throwable failure) {
        readiness.accept(true, "replays cannot be changed: " + failure.getMessage());
    }

    private Future<Void> putAll(Map<String, ReplayJob> jobs) {
        return Future.all(jobs.values().stream()
                        .map(job -> submit(job.id(), new PutHighest(JobBytes.of(job.epoch(), ReplayCodec.encode(job)))))
                        .toList())
                .mapEmpty();
    }

    private void compare() {
        if (closed) {
            return;
        }
        Map<String, Long> before = watch.told();
        all().onSuccess(all -> watch.compare(before, all)).onFailure(failure -> LOG.atDebug()
                .addKeyValue("reason", failure.toString())
                .log("the map of replays cannot be read"));
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
                        .because("The journal of replays has not been read yet")
                        .asException());
    }

    private static <T> Future<T> unavailable(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        String why = cause instanceof SplitBrainProtectionException
                ? "Too few nodes see each other to change replays"
                : "The replays of the cluster cannot be reached: " + cause.getMessage();
        return Future.failedFuture(Problem.UNAVAILABLE.because(why).asException());
    }

    private static ReplayJob job(byte[] value) {
        return ReplayCodec.decode(JobBytes.text(value));
    }

    /** A mark of a removed job that runs out is no change: that it was removed was told when it was set. */
    private record Listener(JobWatch watch)
            implements EntryAddedListener<String, byte[]>,
                    EntryUpdatedListener<String, byte[]>,
                    EntryMergedListener<String, byte[]> {
        @Override
        public void entryAdded(EntryEvent<String, byte[]> event) {
            watch.changed(event.getKey(), event.getValue());
        }

        @Override
        public void entryUpdated(EntryEvent<String, byte[]> event) {
            watch.changed(event.getKey(), event.getValue());
        }

        @Override
        public void entryMerged(EntryEvent<String, byte[]> event) {
            watch.changed(event.getKey(), event.getValue());
        }
    }
}
