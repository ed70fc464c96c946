package dev.playhead.redis.confirmations;

import dev.playhead.event.Identity;
import dev.playhead.group.Confirmations.Confirmed;
import dev.playhead.group.Lease;
import io.vertx.core.Promise;
import java.util.BitSet;
import java.util.List;

/** One thing that is asked of a log of confirmations. */
sealed interface ConfirmationTask {

    Promise<?> answer();

    /** Returns the events of the task. */
    List<Identity> events();

    /** Asks for the known ones among the events. */
    record Look(List<Identity> events, Promise<BitSet> answer) implements ConfirmationTask {}

    /** Confirms that the events have been processed, under the leases. */
    record Put(List<Identity> events, List<Lease> leases, Promise<Confirmed> answer) implements ConfirmationTask {}

    /** Forgets the whole log; it runs alone. */
    record Forget(Promise<Void> answer) implements ConfirmationTask {
        @Override
        public List<Identity> events() {
            return List.of();
        }
    }
}
