package dev.playhead;

import dev.playhead.redis.RedisLink;
import java.util.function.BiConsumer;

/**
 * Combines the state of the connections to Redis, and to the cluster of confirmations, with the state of its memory and with
 * the store of confirmations that it names. Any thread.
 */
final class RedisHealth {
    private final BiConsumer<Boolean, String> told;
    private RedisLink.LinkState link = new RedisLink.LinkState(false, "not connected yet");
    private RedisLink.LinkState cluster = new RedisLink.LinkState(true, "");
    private String full = "";
    private String refusal = "";

    /** @param told takes whether it is up, and the reason if not, or the advice if it is; one call at a time */
    RedisHealth(BiConsumer<Boolean, String> told) {
        this.told = told;
    }

    synchronized void connected(RedisLink.LinkState state) {
        link = state;
        tell();
    }

    /** @param why in words; empty if it is not full */
    synchronized void full(String why) {
        if (!full.equals(why)) {
            full = why;
            tell();
        }
    }

    synchronized void cluster(RedisLink.LinkState state) {
        cluster = new RedisLink.LinkState(
                state.up(), state.reason().isEmpty() ? "" : "the cluster of confirmations: " + state.reason());
        tell();
    }

    /** @param why in words; empty where this node confirms in the store of its deployment */
    synchronized void store(String why) {
        if (!refusal.equals(why)) {
            refusal = why;
            tell();
        }
    }

    private void tell() {
        if (!link.up()) {
            told.accept(false, link.reason());
        } else if (!cluster.up()) {
            told.accept(false, cluster.reason());
        } else if (!full.isEmpty() || !refusal.isEmpty()) {
            told.accept(false, full.isEmpty() ? refusal : full);
        } else {
            told.accept(true, link.reason().isEmpty() ? cluster.reason() : link.reason());
        }
    }
}
