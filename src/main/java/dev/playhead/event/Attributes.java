package dev.playhead.event;

import org.jspecify.annotations.Nullable;

/** Gives a filter the context attributes of one event, by name, in their canonical text. */
@FunctionalInterface
public interface Attributes {
    /** Returns the attribute's canonical text; null for an absent attribute. {@code data} is not an attribute. */
    @Nullable
    String get(String name);

    /**
     * Returns the attribute in its type: an Integer or a Boolean if the event has one, else its text; null for an
     * absent attribute.
     */
    default @Nullable Object value(String name) {
        return get(name);
    }
}
