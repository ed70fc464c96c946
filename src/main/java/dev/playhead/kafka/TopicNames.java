package dev.playhead.kafka;

import dev.playhead.event.Problem;
import dev.playhead.event.RefusedException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Checks the names of clients' topics. Stateless, any thread. */
final class TopicNames {
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9._-]{1,249}");

    private TopicNames() {}

    /** Returns the reason to refuse the name to clients, or null. */
    static @Nullable RefusedException refused(String name) {
        if (!NAME.matcher(name).matches() || name.equals(".") || name.equals("..")) {
            return Problem.INVALID_REQUEST
                    .because("A topic's name has 1 to 249 characters of a-z A-Z 0-9 . _ - , not \"" + name + "\"")
                    .asException();
        }
        return reserved(name)
                ? Problem.RESERVED_TOPIC
                        .because("The topic " + name + " is reserved, as all names that begin with playhead. or __")
                        .asException()
                : null;
    }

    static boolean reserved(String name) {
        return name.startsWith("playhead.") || name.startsWith("__");
    }
}
