package dev.playhead.group.member;

import dev.playhead.group.GroupCursor;
import dev.playhead.group.partition.ConnectionContext;
import dev.playhead.group.partition.ServedPartition;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Writes the places of one connection's shares, at most so often, one write at a time. Owned by its event loop. */
final class CursorCommitter {
    private final ConnectionContext terms;
    private boolean writing;

    CursorCommitter(ConnectionContext terms) {
        this.terms = terms;
    }

    /** Writes those that are due. */
    void tick(List<ServedPartition> shares, long now) {
        if (!writing) {
            List<ServedPartition> due = new ArrayList<>();
            shares.stream().filter(share -> share.changes().isDue(now)).forEach(due::add);
            if (!due.isEmpty()) {
                writing = true;
                write(due).onComplete(done -> terms.context().runOnContext(here -> writing = false));
            }
        }
    }

    /** Writes them now; fails where that takes too long. */
    Future<Void> write(List<ServedPartition> shares) {
        if (shares.isEmpty()) {
            return Future.succeededFuture();
        }
        long now = terms.clock().getAsLong();
        List<GroupCursor> places =
                shares.stream().map(share -> share.cursor(now)).toList();
        return terms.stores()
                .cursors()
                .put(places)
                .timeout(terms.settings().lease().toMillis(), TimeUnit.MILLISECONDS)
                .onFailure(failure -> terms.context()
                        .runOnContext(
                                here -> shares.forEach(share -> share.changes().notWritten())));
    }
}
