package dev.playhead.group.member;

import dev.playhead.group.Counted;
import io.vertx.core.Future;

/**
 * Receives the end of a bounded group, after it has settled its whole range, on any thread; a repeated notice changes
 * nothing.
 */
public interface BoundedListener {
    Future<Void> settled(Counted counted);
}
