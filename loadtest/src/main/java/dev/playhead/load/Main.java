package dev.playhead.load;

import dev.playhead.load.machine.Cpu;
import dev.playhead.load.machine.Node;
import java.io.IOException;
import java.nio.file.Files;

/** The command: reads the options, owns the stand for as long as the rows run, prints the report; on the main thread. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        if (String.join(" ", arguments).contains("help")) {
            System.out.print(Options.HELP + "\nRows:\n" + Rows.help());
            return;
        }
        Options options;
        try {
            options = Options.parse(arguments);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage() + "\n\n" + Options.HELP);
            System.exit(2);
            return;
        }
        System.exit(run(options) ? 0 : 1);
    }

    private static boolean run(Options options) throws IOException, InterruptedException {
        Files.createDirectories(options.output());
        Scratch.delete(Node.data(options.output()));
        Report report = new Report(System.out, options.output().resolve("results.jsonl"));
        try (Stand stand = Stand.open(options)) {
            new Bench(options, stand, report).run();
            boolean whole = report.finish();
            Cpu cpu = Cpu.of(stand.node().process());
            for (String part : new String[] {"node", "kafka", "redis"}) {
                System.out.printf("peak resident memory of %s: %.0f MiB%n", part, cpu.peakMebibytes(part));
            }
            return whole;
        } finally {
            Scratch.delete(Node.data(options.output()));
        }
    }
}
