package dev.playhead.stream;

import dev.playhead.delivery.Subscription;
import dev.playhead.event.Refusal;

/** Where a subscription's events and news go; called on the subscription's event loop alone. */
public interface Outlet {
    /** Whether it takes no more just now; once it does again, {@link Subscription#resume()} must be called. */
    boolean isFull();

    /** Events, oldest first; {@code token} is the place after them. */
    void events(Batch batch, String token);

    /** The end of the log has been reached. */
    void caughtUp(String token);

    /** @param lag how many offsets there are up to the end */
    void fellBehind(String token, long lag);

    /** The place has moved through what is filtered out. */
    void place(String token);

    void gap(Gap gap);

    /** A bounded stream is at its end; nothing follows. */
    void completed(long delivered, String token);

    /** The credit does not allow the next event. */
    default void starved() {}

    /** The log is away; it is tried again. */
    default void away(Refusal refusal) {}

    /** It cannot go on; nothing follows. */
    void failed(Refusal refusal);
}
