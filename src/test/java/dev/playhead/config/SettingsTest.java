package dev.playhead.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "kafka1:9092,kafka2",
                "localhost:",
                "localhost:0",
                "localhost:99999",
                "http://localhost:9092/",
                "a:1,,b:2",
                "::1:9092"
            })
    void shouldSayWhatServersTakeWhenTheyAreNone(String servers) {
        assertThatThrownBy(() -> Settings.load(List.of("--kafka.bootstrap.servers=" + servers), Map.of()))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining("kafka.bootstrap.servers")
                .hasMessageContaining("HOST:PORT");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost:9092",
                "kafka1:9092, kafka2:9093",
                "[::1]:9092",
                "SSL://kafka.example.com:443",
                "10.0.0.7:1"
            })
    void shouldTakeServersWhenEachHasItsPort(String servers) {
        assertThat(Settings.load(List.of("--kafka.bootstrap.servers=" + servers), Map.of())
                        .kafka()
                        .bootstrapServers())
                .contains(servers);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1048575", "512KiB", "1KiB"})
    void shouldRefuseRecordsSmallerThanEventsWhenTopicsAreMade(String bytes) {
        assertThatThrownBy(() -> Settings.load(List.of("--topics.maxRecordBytes=" + bytes), Map.of()))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining("topics.maxRecordBytes")
                .hasMessageContaining("events.maxBytes");
    }
}
