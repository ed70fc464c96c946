package dev.playhead.event;

/** Decides which events a subscriber gets; compiled once, shared by threads. */
@FunctionalInterface
public interface EventFilter {
    /** Lets everything through. */
    EventFilter ALL = attributes -> true;

    boolean matches(Attributes attributes);
}
