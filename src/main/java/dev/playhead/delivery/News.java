package dev.playhead.delivery;

import dev.playhead.event.Refusal;
import dev.playhead.log.Topic;
import dev.playhead.stream.Gap;
import dev.playhead.stream.Outlet;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the notices of a subscription's feeds until the events before them have been sent. Owned by the subscription's
 * event loop; {@link #wake()} on any thread.
 */
final class News implements Feed.Owner {
    private final Queue<Consumer<Outlet>> untold = new ArrayDeque<>();
    private final Runnable cut;
    private final Runnable wake;
    private final Runnable close;
    private final BiConsumer<Topic, Outlet> follow;

    /**
     * @param cut ends the present batch
     * @param wake gives the subscription a turn
     * @param close ends the subscription
     * @param follow continues with the present topic
     */
    News(Runnable cut, Runnable wake, Runnable close, BiConsumer<Topic, Outlet> follow) {
        this.cut = cut;
        this.wake = wake;
        this.close = close;
        this.follow = follow;
    }

    /** Returns the next notice, or null. */
    @Nullable
    Consumer<Outlet> next() {
        return untold.poll();
    }

    @Override
    public void gap(Gap gap) {
        add(outlet -> outlet.gap(gap));
    }

    @Override
    public void away(Refusal refusal) {
        add(outlet -> outlet.away(refusal));
    }

    @Override
    public void failed(Refusal refusal) {
        add(outlet -> {
            close.run();
            outlet.failed(refusal);
        });
    }

    @Override
    public void changed(Topic now) {
        add(outlet -> follow.accept(now, outlet));
    }

    @Override
    public void wake() {
        wake.run();
    }

    private void add(Consumer<Outlet> news) {
        untold.add(news);
        cut.run();
    }
}
