package dev.playhead.kafka.read;

import dev.playhead.log.Block;
import dev.playhead.metrics.Meter;
import dev.playhead.metrics.Meters;
import io.micrometer.core.instrument.Counter;
import java.util.function.LongSupplier;

/** Counts blocks read from the log and reads answered from memory; any thread. */
final class ReaderMeters {
    private static final int REMEMBERED = 4096;

    private final Evictions evictions = new Evictions(REMEMBERED);
    private final Counter evicted;
    private final Counter reloaded;
    private final Counter hits;
    private final Counter loads;
    private final Counter loadedBytes;
    private final Counter tails;
    private final Counter tailBytes;

    ReaderMeters(Meters meters, BlockCache cache, LongSupplier tail) {
        evicted = meters.counter(Meter.BLOCKS_EVICTED);
        reloaded = meters.counter(Meter.BLOCKS_RELOADED);
        hits = meters.counter(Meter.CACHE_HITS);
        loads = meters.counter(Meter.BLOCKS_LOADED, "load");
        loadedBytes = meters.counter(Meter.BLOCK_BYTES_LOADED, "load");
        tails = meters.counter(Meter.BLOCKS_LOADED, "tail");
        tailBytes = meters.counter(Meter.BLOCK_BYTES_LOADED, "tail");
        meters.gauge(Meter.CACHE_BYTES, cache, BlockCache::bytes, "cache");
        meters.gauge(Meter.CACHE_BYTES, tail, LongSupplier::getAsLong, "tail");
    }

    void hit() {
        hits.increment();
    }

    void loaded(Block block) {
        loads.increment();
        loadedBytes.increment(block.weight());
        if (evictions.remove(block)) {
            reloaded.increment();
        }
    }

    void evicted(Block block) {
        evicted.increment();
        evictions.add(block);
    }

    void followed(Block block) {
        tails.increment();
        tailBytes.increment(block.weight());
    }
}
