package dev.playhead.group.member;

import dev.playhead.group.Counted;
import io.vertx.core.Future;

/** Is told when a bounded group has settled all up to its end, on any thread; told again, it changes nothing. */
public interface BoundedListener {
    Future<Void> settled(Counted counted);
}
