package dev.playhead.group.member;

import dev.playhead.group.GroupCursor;
import dev.playhead.group.partition.ConnectionContext;
import dev.playhead.group.partition.ServedPartition;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Writes the cursors of one connection's partitions, each at most once in {@code groups.placeInterval}, one write at a time.
 * Owned by the connection's event loop.
 */
final class CursorCommitter {
    private final ConnectionContext connection;
    private boolean writing;

    CursorCommitter(ConnectionContext connection) {
        this.connection = connection;
    }

    /** Writes the due cursors. */
    void tick(List<ServedPartition> partitions, long now) {
        if (!writing) {
            List<ServedPartition> due = new ArrayList<>();
            partitions.stream().filter(served -> served.changes().isDue(now)).forEach(due::add);
            if (!due.isEmpty()) {
                writing = true;
                write(due).onComplete(done -> connection.context().runOnContext(here -> writing = false));
            }
        }
    }

    /** Writes the cursors now; fails if this takes too long. */
    Future<Void> write(List<ServedPartition> partitions) {
        if (partitions.isEmpty()) {
            return Future.succeededFuture();
        }
        long now = connection.clock().getAsLong();
        List<GroupCursor> cursors =
                partitions.stream().map(served -> served.cursor(now)).toList();
        return connection
                .stores()
                .cursors()
                .put(cursors)
                .timeout(connection.settings().lease().toMillis(), TimeUnit.MILLISECONDS)
                .onFailure(failure -> connection
                        .context()
                        .runOnContext(here ->
                                partitions.forEach(served -> served.changes().notWritten())));
    }
}
