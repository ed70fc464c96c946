package dev.playhead.replay;

import dev.playhead.log.Journal;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Jobs of a node that is alone: a map in memory that follows their journal. Any thread; what the node writes, it writes
 * one after the other, and of what the journal tells the highest epoch counts.
 */
public final class JournaledReplayJobs implements ReplayJobs {
    /** The compacted topic of the journal; its keys are the jobs' ids. */
    public static final String JOURNAL = "playhead.replays";

    private static final Logger LOG = LoggerFactory.getLogger(JournaledReplayJobs.class);

    private final Journal journal;
    private final Journal.Followed followed;
    private final Map<String, ReplayJob> jobs = new ConcurrentHashMap<>();
    private final List<BiConsumer<String, Optional<ReplayJob>>> watchers = new CopyOnWriteArrayList<>();
    private Future<?> last = Future.succeededFuture();

    public JournaledReplayJobs(Journal journal) {
        this.journal = journal;
        this.followed = journal.follow(new Told());
    }

    @Override
    public Future<List<ReplayJob>> list() {
        return followed.now().map(now -> List.copyOf(jobs.values()));
    }

    @Override
    public Future<Optional<ReplayJob>> find(String id) {
        return followed.now().map(now -> Optional.ofNullable(jobs.get(id)));
    }

    @Override
    public Future<Boolean> put(ReplayJob job) {
        return write(
                job.id(), known -> job.epoch() == (known == null ? 1 : known.epoch() + 1), ReplayCodec.encode(job));
    }

    @Override
    public Future<Boolean> remove(ReplayJob job) {
        return write(job.id(), known -> known != null && known.epoch() == job.epoch(), "");
    }

    @Override
    public Runnable watch(BiConsumer<String, Optional<ReplayJob>> watcher) {
        watchers.add(watcher);
        return () -> watchers.remove(watcher);
    }

    public void close() {
        followed.close();
    }

    private Future<Boolean> write(String id, Predicate<@Nullable ReplayJob> allowed, String value) {
        return inTurn(() -> followed.now()
                .compose(now -> allowed.test(jobs.get(id))
                        ? journal.put(id, value).compose(put -> followed.now()).map(true)
                        : Future.succeededFuture(false)));
    }

    private Future<Boolean> inTurn(Supplier<Future<Boolean>> turn) {
        Promise<Boolean> over = Promise.promise();
        Future<?> before;
        synchronized (this) {
            before = last;
            last = over.future();
        }
        before.onComplete(done -> turn.get().onComplete(over));
        return over.future();
    }

    private void tell(String id, Optional<ReplayJob> now) {
        for (BiConsumer<String, Optional<ReplayJob>> watcher : watchers) {
            try {
                watcher.accept(id, now);
            } catch (RuntimeException fault) {
                LOG.error("replay={} a watcher failed", id, fault);
            }
        }
    }

    private final class Told implements Journal.Changes {
        @Override
        public void put(Journal.At at, String value) {
            ReplayJob job;
            try {
                job = ReplayCodec.decode(value);
            } catch (RuntimeException notOurs) {
                LOG.warn("replay={} is not understood and is left out: {}", at.key(), notOurs.toString());
                return;
            }
            ReplayJob known = jobs.get(at.key());
            if (known == null || known.epoch() < job.epoch()) {
                jobs.put(at.key(), job);
                tell(at.key(), Optional.of(job));
            }
        }

        @Override
        public void removed(String key) {
            if (jobs.remove(key) != null) {
                tell(key, Optional.empty());
            }
        }
    }
}
