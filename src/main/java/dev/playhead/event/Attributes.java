package dev.playhead.event;

import org.jspecify.annotations.Nullable;

/** The context attributes of one event, by name, in their canonical text; what a filter looks at. */
@FunctionalInterface
public interface Attributes {
    /** The attribute's canonical text, or null where the event does not have it. {@code data} is not an attribute. */
    @Nullable
    String get(String name);

    /**
     * The attribute as its type: an Integer or a Boolean where the event says so, else its text; null where the event does
     * not have it.
     */
    default @Nullable Object value(String name) {
        return get(name);
    }
}
