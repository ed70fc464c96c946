package dev.playhead.git;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The command {@code git-events}: its arguments, its output and its exit status. Runs on the caller's thread. */
public final class GitEvents {
    public static final String USAGE = """
            git-events [REPOSITORY] [--source SOURCE]
              Prints the history of a git repository as CloudEvents, one a line: one for each file that each commit
              changed, along first parents, oldest first. REPOSITORY is the working directory unless given; SOURCE is
              /git/ and the repository's name unless given.
            """;

    private final Path directory;
    private final @Nullable String source;

    private GitEvents(Path directory, @Nullable String source) {
        this.directory = directory;
        this.source = source;
    }

    /**
     * Runs the command to its end.
     *
     * @param arguments the arguments after {@code git-events} on the command line
     * @return the exit status: 0, 1 after a failure, 2 for wrong arguments
     */
    public static int run(List<String> arguments, OutputStream out, PrintStream errors) {
        if (arguments.contains("--help")) {
            errors.print(USAGE);
            return 0;
        }
        try {
            return parsed(arguments).print(out, errors);
        } catch (IllegalArgumentException wrong) {
            errors.println("git-events: " + wrong.getMessage());
            errors.print(USAGE);
            return 2;
        }
    }

    private static GitEvents parsed(List<String> arguments) {
        Deque<String> rest = new ArrayDeque<>(arguments);
        Path directory = null;
        String source = null;
        while (!rest.isEmpty()) {
            String argument = rest.pop();
            if (argument.equals("--source") && source == null) {
                source = valueOf(argument, rest);
            } else if (!argument.startsWith("-") && directory == null) {
                directory = Path.of(argument);
            } else {
                throw new IllegalArgumentException("the argument " + argument + " is unknown");
            }
        }
        return new GitEvents(directory == null ? Path.of("") : directory, source);
    }

    private static String valueOf(String option, Deque<String> rest) {
        if (rest.isEmpty() || rest.peek().isBlank()) {
            throw new IllegalArgumentException("the option " + option + " needs a value");
        }
        return rest.pop();
    }

    private int print(OutputStream out, PrintStream errors) {
        Repository repository = new Repository(directory.toAbsolutePath().normalize());
        try {
            repository.check();
            EventLines lines = new EventLines(
                    source == null ? repository.source() : source, new BufferedOutputStream(out, 1 << 16));
            try (History history = History.of(repository)) {
                for (History.Change change = history.next(); change != null; change = history.next()) {
                    lines.write(change);
                }
            }
            lines.flush();
            return 0;
        } catch (IOException failed) {
            errors.println("git-events: " + failed.getMessage());
            return 1;
        }
    }
}
