package dev.playhead.group;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The action that a consumer asks for when it could not process an event. */
public enum FailureAction {
    /** Retry the event after the backoff, or park it if no attempt is left. */
    RETRY,
    /** Park it now. */
    PARK,
    /** Settle it without having processed it. */
    SKIP;

    /** The name that clients use. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Finds the action of that name; empty without one. */
    public static Optional<FailureAction> of(@Nullable Object text) {
        for (FailureAction each : values()) {
            if (each.text().equals(text)) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }
}
