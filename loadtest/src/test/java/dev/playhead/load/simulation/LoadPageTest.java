package dev.playhead.load.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page about load has the tables of the code; a failure prints the lines as they should be. */
final class LoadPageTest {
    private static final Path PAGE = Path.of("..", "src", "site", "markdown", "load.md");
    private static final Path HERE = Path.of("src", "test", "java", "dev", "playhead", "load", "simulation");

    @Test
    void shouldListEveryKnobWhenTellingOfSettings() throws IOException {
        assertThat(Files.readString(PAGE)).contains("|---|---|---|---|\n" + Knob.table() + "\n");
    }

    @Test
    void shouldNameEverySimulationWhenTellingWhatThereIs() throws IOException {
        String page = Files.readString(PAGE);
        try (Stream<Path> files = Files.list(HERE)) {
            List<String> simulations = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith("Simulation.java") && !name.startsWith("Node"))
                    .map(name -> "| `" + name.replace(".java", "") + "` | ")
                    .toList();

            assertThat(simulations).hasSize(10).allSatisfy(row -> assertThat(page)
                    .contains(row));
        }
    }
}
