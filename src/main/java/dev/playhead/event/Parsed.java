package dev.playhead.event;

/** The result of decoding received bytes: an event to store, or the refusal that says why not. */
public sealed interface Parsed {
    /** The bytes are an event. */
    record Valid(Event event) implements Parsed {}

    /** The bytes are no event that this node takes. */
    record Invalid(Refusal refusal) implements Parsed {}
}
