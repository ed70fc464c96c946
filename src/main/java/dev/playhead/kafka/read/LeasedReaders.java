package dev.playhead.kafka.read;

import dev.playhead.event.Partition;
import dev.playhead.event.Problem;
import dev.playhead.kafka.client.KafkaFailures;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owns a bounded number of consumers and as many threads, on which loads run. A load gets a consumer at its first
 * offset, else a new consumer, else the one that has been idle the longest. Any thread may submit.
 */
final class LeasedReaders implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LeasedReaders.class);
    private static final Duration CLOSING = Duration.ofSeconds(5);

    private final Supplier<Consumer<ByteBuffer, ByteBuffer>> consumers;
    private final ReaderSettings settings;
    private final ThreadPoolExecutor threads;
    private volatile boolean closed;

    // Guarded by this
    private final List<LeasedReader> idle = new ArrayList<>();
    private final Set<LeasedReader> all = new HashSet<>();

    /** @param consumers makes a consumer, each time another */
    LeasedReaders(Supplier<Consumer<ByteBuffer, ByteBuffer>> consumers, ReaderSettings settings) {
        this.consumers = consumers;
        this.settings = settings;
        AtomicInteger number = new AtomicInteger();
        this.threads = new ThreadPoolExecutor(
                settings.consumers(),
                settings.consumers(),
                30,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(settings.maxLoads()),
                task -> {
                    Thread thread = new Thread(task, "playhead-read-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        this.threads.allowCoreThreadTimeOut(true);
    }

    /** Runs the load and reports its result on one of its threads, or on the caller's thread if it cannot run. */
    void submit(Load load, java.util.function.Consumer<Load.Result> ended) {
        try {
            threads.execute(
                    new Task(load, System.nanoTime() + settings.timeout().toNanos(), ended));
        } catch (RejectedExecutionException e) {
            ended.accept(new Load.Result.Failed(
                    closed
                            ? goingAway()
                            : Problem.BUSY
                                    .because("more than reader.maxLoads=" + settings.maxLoads()
                                            + " reads of the log wait")
                                    .asException()));
        }
    }

    /** Returns whether a prefetch would delay no waiting load. */
    boolean hasRoom() {
        return threads.getQueue().size() < settings.consumers();
    }

    private final class Task implements Runnable {
        private final Load load;
        private final long deadline;
        private final java.util.function.Consumer<Load.Result> ended;

        Task(Load load, long deadline, java.util.function.Consumer<Load.Result> ended) {
            this.load = load;
            this.deadline = deadline;
            this.ended = ended;
        }

        @Override
        public void run() {
            Load.Result loaded;
            if (closed) {
                loaded = new Load.Result.Failed(goingAway());
            } else if (System.nanoTime() > deadline) {
                loaded = new Load.Result.Failed(Problem.UNAVAILABLE
                        .because("Kafka did not answer in time")
                        .asException());
            } else {
                loaded = load(load, deadline);
            }
            try {
                ended.accept(loaded);
            } catch (RuntimeException e) {
                LOG.atError()
                        .setCause(e)
                        .addKeyValue("topic", load.partition().topic())
                        .addKeyValue("partition", load.partition().index())
                        .addKeyValue("offset", load.from())
                        .log("a callback for a block failed");
            }
        }
    }

    private Load.Result load(Load load, long deadline) {
        LeasedReader reader = null;
        try {
            reader = lease(load.partition(), load.from());
            Load.Result loaded = reader.load(load, deadline);
            giveBack(reader);
            return loaded;
        } catch (RuntimeException e) {
            if (reader != null) {
                discard(reader);
            }
            if (closed) {
                return new Load.Result.Failed(goingAway());
            }
            LOG.atInfo()
                    .addKeyValue("topic", load.partition().topic())
                    .addKeyValue("partition", load.partition().index())
                    .addKeyValue("offset", load.from())
                    .addKeyValue("reason", e.toString())
                    .log("the node failed to load a block");
            return new Load.Result.Failed(KafkaFailures.refused(e));
        }
    }

    private LeasedReader lease(Partition partition, long offset) {
        synchronized (this) {
            LeasedReader chosen = choose(partition, offset);
            if (chosen != null) {
                idle.remove(chosen);
                return chosen;
            }
        }
        LeasedReader made = new LeasedReader(consumers.get(), settings.blockBytes());
        synchronized (this) {
            all.add(made);
        }
        return made;
    }

    private @Nullable LeasedReader choose(Partition partition, long offset) {
        for (LeasedReader reader : idle) {
            if (reader.isAt(partition, offset)) {
                return reader;
            }
        }
        return all.size() < settings.consumers()
                ? null
                : idle.stream()
                        .min(Comparator.comparingLong(LeasedReader::usedNanos))
                        .orElse(null);
    }

    private synchronized void giveBack(LeasedReader reader) {
        idle.add(reader);
    }

    private void discard(LeasedReader reader) {
        synchronized (this) {
            all.remove(reader);
        }
        reader.close();
    }

    private static RuntimeException goingAway() {
        return Problem.GOING_AWAY.because("The node is stopping").asException();
    }

    /** Fails the waiting loads and ends the running ones, in a bounded time. */
    @Override
    public void close() {
        closed = true;
        List<Runnable> waiting = threads.shutdownNow();
        synchronized (this) {
            all.forEach(LeasedReader::interrupt);
        }
        waiting.forEach(Runnable::run);
        try {
            if (!threads.awaitTermination(CLOSING.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.atWarn().addKeyValue("patience", CLOSING.toString()).log("readers are still running");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        synchronized (this) {
            idle.forEach(LeasedReader::close);
            idle.clear();
        }
    }
}
