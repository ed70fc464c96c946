package dev.playhead;

import dev.playhead.access.TokenFile;
import dev.playhead.config.InvalidSettingsException;
import dev.playhead.config.Settings;
import dev.playhead.git.GitEvents;
import dev.playhead.logback.LogSettings;
import dev.playhead.logback.Logs;
import dev.playhead.sandbox.StartRefusedException;
import java.io.IOException;
import java.util.List;
import org.slf4j.LoggerFactory;

/** The command line: starts a node, or runs one of the small tools that come with it. */
public final class Main {
    private static final int FAILED = 1;
    private static final int MISUSED = 2;

    private Main() {}

    public static void main(String... arguments) throws InterruptedException {
        // Netty's events for the flight recorder load the recorder at the first buffer, on an event loop
        System.setProperty("io.netty.jfr.enabled", System.getProperty("io.netty.jfr.enabled", "false"));
        List<String> words = List.of(arguments);
        String first = words.isEmpty() ? "" : words.get(0);
        switch (first) {
            case "git-events" -> System.exit(GitEvents.run(words.subList(1, words.size()), System.out, System.err));
            case "sandbox" ->
                SandboxCommand.run(words.subList(1, words.size()), System.getenv(), System.out, System.err);
            case "token" -> System.exit(token(words));
            case "--print-config" -> Terminal.print(System.out, Settings.file().stripTrailing());
            case "--help", "-h", "help" -> Terminal.print(System.out, Settings.help());
            default -> serve(words);
        }
    }

    private static int token(List<String> words) {
        if (words.size() != 2) {
            Terminal.print(System.err, "The token needs a name: token NAME");
            return MISUSED;
        }
        try {
            Terminal.print(System.out, TokenFile.mint(words.get(1)));
            return 0;
        } catch (IllegalArgumentException refused) {
            Terminal.print(System.err, String.valueOf(refused.getMessage()));
            return MISUSED;
        }
    }

    private static void serve(List<String> arguments) throws InterruptedException {
        long begun = System.nanoTime();
        Settings settings;
        try {
            settings = Settings.load(arguments, System.getenv());
        } catch (InvalidSettingsException refused) {
            Terminal.print(System.err, String.valueOf(refused.getMessage()));
            System.exit(MISUSED);
            return;
        }
        Logs.use(settings.log());
        Node node;
        try {
            node = Node.start(settings);
        } catch (StartRefusedException | IllegalArgumentException | IOException refused) {
            Terminal.fail(settings.log(), System.err, "Playhead does not start: " + refused.getMessage());
            System.exit(FAILED);
            return;
        }
        // Halted from the hook, because a JVM that a signal ends would exit with 143 however well it has stopped
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            node.stop();
                            Runtime.getRuntime().halt(0);
                        },
                        "playhead-stop"));
        LoggerFactory.getLogger(Main.class)
                .atInfo()
                .addKeyValue("millis", (System.nanoTime() - begun) / 1_000_000)
                .addKeyValue("http", node.httpPort())
                .addKeyValue("tcp", node.tcpPort())
                .addKeyValue("management", settings.management().port())
                .log("node started");
        if (settings.log().format() == LogSettings.Format.TEXT) {
            Terminal.print(
                    System.out, Greeting.of(settings, node.httpPort(), node.tcpPort(), System.nanoTime() - begun));
        }
    }
}
