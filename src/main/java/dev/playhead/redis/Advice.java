package dev.playhead.redis;

import java.util.ArrayList;
import java.util.List;

/**
 * Advises an operator on settings of a Redis that would lose data, from its answer to {@code INFO}, which managed ones
 * allow while they forbid {@code CONFIG}. Pure.
 */
final class Advice {
    private Advice() {}

    /** Returns whether Redis is still loading. Until its end it reports no append-only file, even if it has one. */
    static boolean isLoading(String info) {
        return info.lines().map(String::strip).anyMatch(line -> line.equals("loading:1"));
    }

    /** Returns the advice in words; empty when the settings are right or unknown. */
    static String of(String info) {
        List<String> advice = new ArrayList<>(2);
        info.lines().map(String::strip).forEach(line -> {
            if (line.startsWith("maxmemory_policy:") && !line.endsWith(":noeviction")) {
                advice.add("its maxmemory-policy should be noeviction: with another policy Redis may delete data");
            } else if (line.equals("aof_enabled:0")) {
                advice.add("its appendonly should be yes: otherwise a restart may lose its last writes");
            }
        });
        return String.join("; ", advice);
    }
}
