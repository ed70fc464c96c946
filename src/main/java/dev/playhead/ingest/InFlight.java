package dev.playhead.ingest;

import dev.playhead.event.Identity;
import dev.playhead.log.Append;
import dev.playhead.log.Topic;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Owns the claims of this node by the name of their topic and their identity, from their decision until the write of
 * their ends; any thread. Admission bounds the open claims, {@code window.maxUnwritten} the ended ones.
 */
final class InFlight<C extends Append> {
    private final ConcurrentHashMap<String, ConcurrentHashMap<Identity, Claim<C>>> topics = new ConcurrentHashMap<>();

    /** Enters the claim, in the place of one that a resend may supersede; else returns the one it has to follow. */
    @Nullable
    Claim enter(Claim<C> claim) {
        ConcurrentHashMap<Identity, Claim<C>> claims = of(claim.topic());
        while (true) {
            Claim<C> earlier = claims.putIfAbsent(claim.identity(), claim);
            if (earlier == null) {
                return null;
            }
            if (!earlier.supersede()) {
                return earlier;
            }
            if (claims.replace(claim.identity(), earlier, claim)) {
                claim.follows(earlier.end());
                return null;
            }
        }
    }

    void leave(Claim<C> claim) {
        of(claim.topic()).remove(claim.identity(), claim);
    }

    int size() {
        return topics.values().stream().mapToInt(ConcurrentHashMap::size).sum();
    }

    private ConcurrentHashMap<Identity, Claim<C>> of(Topic topic) {
        ConcurrentHashMap<Identity, Claim<C>> claims = topics.get(topic.name());
        return claims != null ? claims : topics.computeIfAbsent(topic.name(), name -> new ConcurrentHashMap<>());
    }
}
