package dev.playhead.redis.confirmations;

import dev.playhead.group.Lease;
import java.util.List;

/** The answer of a log of confirmations to one call; identities come run together, 16 bytes each. */
sealed interface LogAnswer {
    /**
     * The copy lacks nothing after these identities, and the log has the entry.
     *
     * @param entries of the generation, with the entry of the call
     * @param others identities between the copy's position and the entry of the call
     * @param mark of the last entry of the others; empty without others
     * @param lost the call's leases that the store no longer has
     */
    record Done(long entries, byte[] others, byte[] mark, List<Lease> lost) implements LogAnswer {}

    /** The log added nothing: the copy asks again from here for the rest of the generation. */
    record More(long entries, byte[] others, byte[] mark) implements LogAnswer {}

    /** The log added nothing: the copy has all of its generation with the others, and goes on in the next one. */
    record Next(String generation, byte[] others, byte[] mark) implements LogAnswer {}

    /**
     * The log added nothing: the copy is of another log, and begins anew at the generation.
     *
     * @param identities of the log, about
     */
    record Begin(String generation, long identities) implements LogAnswer {}
}
