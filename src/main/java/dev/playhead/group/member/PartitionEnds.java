package dev.playhead.group.member;

import dev.playhead.group.partition.ConnectionContext;
import dev.playhead.group.partition.ServedPartition;
import java.util.List;

/**
 * Writes down which partitions of a bounded group have come to their ends, and takes this connection's part of the group's
 * pace. Does nothing for other groups. Owned by the connection's event loop.
 */
final class PartitionEnds {
    private final ConnectionContext connection;
    private final CursorCommitter cursors;
    private final Runnable sync;
    private int unfinished;

    /** @param sync lets the coordinator look: all nodes are to know of an end */
    PartitionEnds(ConnectionContext connection, CursorCommitter cursors, Runnable sync) {
        this.connection = connection;
        this.cursors = cursors;
        this.sync = sync;
    }

    /** Takes the number of the group's partitions before their ends, on all nodes. */
    void unfinished(int count, List<ServedPartition> assigned) {
        unfinished = count;
        if (connection.bounded() != null) {
            part(assigned);
        }
    }

    /** Writes the cursors of partitions that have reached their ends. */
    void finish(List<ServedPartition> assigned) {
        if (connection.bounded() == null) {
            return;
        }
        for (ServedPartition served : assigned) {
            if (served.finishes()) {
                cursors.write(List.of(served))
                        .onSuccess(written -> sync.run())
                        .onFailure(failure -> connection.context().runOnContext(here -> served.notFinished()));
                part(assigned);
            }
        }
    }

    /** Splits the group's pace by the share of the partitions that go on. */
    private void part(List<ServedPartition> assigned) {
        long mine = assigned.stream().filter(served -> !served.isDone()).count();
        if (mine > 0) {
            connection.gate().part((double) mine / Math.max(mine, unfinished));
        }
    }
}
