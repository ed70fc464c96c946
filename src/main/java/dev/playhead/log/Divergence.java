package dev.playhead.log;

import dev.playhead.event.Partition;
import io.vertx.core.Future;

/**
 * Finds the offset from which a log differs from the read one: another leader cut it off below the read position, and
 * may have grown it past that since. The new records have a greater leader epoch. Stateless, any thread.
 */
public final class Divergence {
    private Divergence() {}

    /**
     * Finds the offset of the first record before {@code end} that a leader of a greater epoch wrote, or {@code end}.
     * It reads back over all such records.
     *
     * @param epoch at least the epoch of every read record; if it is negative, the answer is {@code end}
     */
    public static Future<Long> find(LogReader reader, Partition partition, int epoch, long end) {
        if (end <= 0 || epoch < 0) {
            return Future.succeededFuture(end);
        }
        return reader.read(partition, end - 1).compose(read -> {
            if (read instanceof Read.Loaded loaded) {
                return in(loaded.block(), reader, partition, epoch, end);
            }
            // The log was cut off again meanwhile; records removed by retention are unknown
            long cut = read instanceof Read.AtEnd at ? at.end() : read instanceof Read.Lost lost ? lost.to() : end;
            return cut < end ? find(reader, partition, epoch, cut) : Future.succeededFuture(end);
        });
    }

    private static Future<Long> in(Block block, LogReader reader, Partition partition, int epoch, long end) {
        int at = block.indexOf(end);
        long first = end;
        while (at > 0 && block.leaderEpoch(at - 1) > epoch) {
            at--;
            first = block.offset(at);
        }
        return at > 0 || first == end
                ? Future.succeededFuture(first)
                : find(reader, partition, epoch, Math.min(first, block.base()));
    }
}
