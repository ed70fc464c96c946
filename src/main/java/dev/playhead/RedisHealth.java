package dev.playhead;

import dev.playhead.redis.RedisLink;
import java.util.function.BiConsumer;

/** Combines the state of the connections to Redis with the state of its memory. Any thread. */
final class RedisHealth {
    private final BiConsumer<Boolean, String> told;
    private RedisLink.LinkState link = new RedisLink.LinkState(false, "not connected yet");
    private String full = "";

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

    private void tell() {
        boolean up = link.up() && full.isEmpty();
        told.accept(up, link.up() && !up ? full : link.reason());
    }
}
