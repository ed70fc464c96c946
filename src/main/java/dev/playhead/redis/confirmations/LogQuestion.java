package dev.playhead.redis.confirmations;

import dev.playhead.group.Lease;
import java.util.List;

/**
 * One call of a log of confirmations.
 *
 * @param keys of the log's head, and of its group's leases
 * @param position of the copy
 * @param adds whether the call confirms anything, even where the copy knows all of it
 * @param entry identities that the copy lacks, none twice, and a mark; empty where the copy has all of them
 * @param leases under which the call confirms
 */
record LogQuestion(
        List<String> keys,
        ConfirmationBounds bounds,
        LogPosition position,
        boolean adds,
        byte[] entry,
        List<Lease> leases) {}
