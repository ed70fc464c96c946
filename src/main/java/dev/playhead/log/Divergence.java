package dev.playhead.log;

import dev.playhead.event.Partition;
import io.vertx.core.Future;

/**
 * Finds where a log is no longer the one that was read: another leader cut it off below what had been read, and may have
 * grown it past that since. The records that it wrote in their place have a greater leader epoch. Stateless, any thread.
 */
public final class Divergence {
    private Divergence() {}

    /**
     * The offset of the first record before {@code end} that a leader of a greater epoch wrote, or {@code end}. Reads as
     * far back as such records go.
     *
     * @param epoch at least that of every record that was read; {@code end} is the answer where it is negative
     */
    public static Future<Long> find(LogReader reader, Partition partition, int epoch, long end) {
        if (end <= 0 || epoch < 0) {
            return Future.succeededFuture(end);
        }
        return reader.read(partition, end - 1).compose(read -> {
            if (read instanceof Read.Loaded loaded) {
                return in(loaded.block(), reader, partition, epoch, end);
            }
            // Cut off again meanwhile; what retention removed cannot be told
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
