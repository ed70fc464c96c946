package dev.playhead.stream;

import dev.playhead.delivery.Subscription;
import dev.playhead.event.Refusal;

/** Receives the events and the news of a subscription; called on the subscription's event loop alone. */
public interface Outlet {
    /**
     * Returns true while it accepts no more; when it accepts again, its owner must call {@link Subscription#resume()}.
     */
    boolean isFull();

    /** Events, oldest first; {@code token} is the place after them. */
    void events(Batch batch, String token);

    /** The end of the log has been reached. */
    void caughtUp(String token);

    /** @param lag the number of offsets up to the end */
    void fellBehind(String token, long lag);

    /** Reports a cursor that has moved through filtered events. */
    void place(String token);

    void gap(Gap gap);

    /** A bounded stream is at its end; nothing follows. */
    void completed(long delivered, String token);

    /** The credit does not allow the next event. */
    default void starved() {}

    /**
     * The client may have overlooked something; the stream goes on.
     *
     * @param code stable, for programs
     * @param detail for people
     */
    default void notice(String code, String detail) {}

    /** Reports that the log is unavailable; the stream tries again. */
    default void away(Refusal refusal) {}

    /** Ends the stream with a problem; nothing follows. */
    void failed(Refusal refusal);
}
