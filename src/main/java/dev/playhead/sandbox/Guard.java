package dev.playhead.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Starts commands that the terminal's Ctrl-C does not reach, and that end with this process in any case; stateless, any
 * thread.
 *
 * <p>The command runs in its own session, under a small shell script that holds the other end of a pipe from this
 * process.
 */
final class Guard {
    private static final List<String> OWN_SESSION = ownSession();

    private Guard() {}

    /** The guard's process: closing its standard input ends the command in order, then by force after {@code grace}. */
    static Process start(Program program, Duration grace) throws IOException {
        List<String> command = new ArrayList<>(OWN_SESSION);
        command.addAll(
                List.of("sh", "-c", script(), "playhead-" + program.child().label()));
        command.add(program.pidFile().toString());
        command.add(program.outputFile().toString());
        command.add(String.valueOf(Math.max(1, grace.toSeconds())));
        command.addAll(program.command());
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(program.directory().toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().putAll(program.environment());
        return builder.start();
    }

    private static String script() throws IOException {
        try (InputStream resource = Guard.class.getResourceAsStream("guard.sh")) {
            if (resource == null) {
                throw new IOException("guard.sh is not on the class path");
            }
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** {@code setsid} is not everywhere (macOS has none), Perl mostly; without both the script's own habits must do. */
    private static List<String> ownSession() {
        if (Stream.of("/usr/bin/setsid", "/bin/setsid").map(Path::of).anyMatch(Files::isExecutable)) {
            return List.of("setsid");
        }
        if (Files.isExecutable(Path.of("/usr/bin/perl"))) {
            return List.of("/usr/bin/perl", "-MPOSIX=setsid", "-e", "setsid(); exec @ARGV");
        }
        return List.of();
    }
}
