package dev.playhead;

import java.util.Objects;

/** Knows the version of the jar that this node runs from. Any thread. */
final class Version {
    private Version() {}

    /** The version in the jar's manifest; {@code unknown} outside a jar. */
    static String current() {
        return Objects.requireNonNullElse(Version.class.getPackage().getImplementationVersion(), "unknown");
    }
}
