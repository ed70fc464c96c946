package dev.playhead.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SettingsTest {
    private static final Path SHIPPED = Path.of("conf", "playhead.yaml");
    private static final Pattern COMMENTED_OUT = Pattern.compile("^# ([a-zA-Z.]+:)", Pattern.MULTILINE);

    @TempDir
    private Path directory;

    @Test
    void shouldShipTheFileThatTheRecordsDeclare() throws Exception {
        assertThat(Files.readString(SHIPPED))
                .as(
                        "conf/playhead.yaml; write it again: java -jar target/playhead.jar --print-config >conf/playhead.yaml")
                .isEqualTo(Settings.file());
    }

    @Test
    void shouldBeTheDefaultsWhenTheShippedFileIsUncommented() throws Exception {
        Path file = Files.writeString(
                directory.resolve("playhead.yaml"),
                COMMENTED_OUT.matcher(Settings.file()).replaceAll("$1"));

        assertThat(Settings.load(List.of("--config", file.toString()), Map.of()))
                .isEqualTo(Settings.load(List.of(), Map.of()));
    }

    @Test
    void shouldListEveryKeyWhenHelpIsAskedFor() {
        assertThat(Settings.help())
                .contains("sandbox.kafka.port = 19092", "data.dir = data", "kafka.bootstrap.servers");
    }
}
