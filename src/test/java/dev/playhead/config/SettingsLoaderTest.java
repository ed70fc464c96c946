package dev.playhead.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;

import dev.playhead.settings.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SettingsLoaderTest {
    @TempDir
    private Path directory;

    @Test
    void shouldTakeTheDefaultsWhenNothingIsGiven() throws IOException {
        Sample sample = load("", Map.of());

        assertThat(sample.edge()).isEqualTo(new Edge(8080, Path.of("data"), Optional.empty(), List.of()));
        assertThat(sample.pace())
                .isEqualTo(new Pace(Duration.ofSeconds(30), 16 << 20, 1L << 30, true, Colour.DARK_RED, 0.5));
    }

    @Test
    void shouldLetTheLaterSourceWinWhenSeveralGiveAKey() throws IOException {
        assertThat(load("edge.port: 1\n", Map.of()).edge().port()).isEqualTo(1);
        assertThat(load("edge.port: 1\n", Map.of("PLAYHEAD_EDGE_PORT", "2"))
                        .edge()
                        .port())
                .isEqualTo(2);
        assertThat(load("edge.port: 1\n", Map.of("PLAYHEAD_EDGE_PORT", "2"), "--edge.port=3")
                        .edge()
                        .port())
                .isEqualTo(3);
    }

    @Test
    void shouldReadNestedAndDottedKeysWhenTheFileMixesThem() throws IOException {
        Sample sample = load("""
                edge:
                  port: 9
                  names: [a, b]
                pace.wait: PT2M
                pace: {small: 1KiB, colour: light_blue}
                """, Map.of());

        assertThat(sample.edge().port()).isEqualTo(9);
        assertThat(sample.edge().names()).containsExactly("a", "b");
        assertThat(sample.pace().patience()).isEqualTo(Duration.ofMinutes(2));
        assertThat(sample.pace().small()).isEqualTo(1024);
        assertThat(sample.pace().colour()).isEqualTo(Colour.LIGHT_BLUE);
    }

    @Test
    void shouldFindAKeyWhenItsVariableIsWrittenInAnyCase() throws IOException {
        Sample sample = load("", Map.of("PLAYHEAD_PACE_AUTOCREATE", "false", "playhead_edge_names", "x, y"));

        assertThat(sample.pace().autoCreate()).isFalse();
        assertThat(sample.edge().names()).containsExactly("x", "y");
    }

    @Test
    void shouldNameEveryFaultAtOnceWhenSeveralAreWrong() {
        assertThatExceptionOfType(InvalidSettingsException.class)
                .isThrownBy(() -> load(
                        "edge.prot: 1\npace.wait: soon\n",
                        Map.of("PLAYHEAD_PACE_COLOUR", "mauve", "PLAYHEAD_NOTHING_LIKE_IT", "1"),
                        "--edge.port=70000",
                        "surprise"))
                .extracting(InvalidSettingsException::sentences, LIST)
                .satisfiesExactlyInAnyOrder(
                        fault -> assertThat(fault.toString())
                                .contains("edge.prot", "settings.yaml", "did you mean edge.port?"),
                        fault -> assertThat(fault.toString())
                                .contains("pace.wait", "settings.yaml", "\"soon\"", "500ms"),
                        fault -> assertThat(fault.toString())
                                .contains(
                                        "pace.colour", "PLAYHEAD_PACE_COLOUR", "mauve", "one of dark_red, light_blue"),
                        fault -> assertThat(fault.toString()).contains("PLAYHEAD_NOTHING_LIKE_IT", "--help"),
                        fault -> assertThat(fault.toString())
                                .contains("edge.port takes 1 to 65535", "70000", "argument --edge.port"),
                        fault -> assertThat(fault.toString()).contains("surprise"));
    }

    @Test
    void shouldRefuseTheFileWhenAKeyStandsTwiceOrItIsNotYaml() {
        assertThatExceptionOfType(InvalidSettingsException.class)
                .isThrownBy(() -> load("edge.port: 1\nedge: {port: 2}\n", Map.of()))
                .withMessageContaining("has the key edge.port twice");
        assertThatExceptionOfType(InvalidSettingsException.class)
                .isThrownBy(() -> load("edge: [", Map.of()))
                .withMessageContaining("is not YAML");
        assertThatExceptionOfType(InvalidSettingsException.class)
                .isThrownBy(() -> SettingsLoader.load(Sample.class, List.of("--config", "/no/such/file"), Map.of()))
                .withMessageContaining("/no/such/file");
    }

    @Test
    void shouldReadBackWhatItWritesWhenValuesAreRandom() throws IOException {
        for (int seed = 0; seed < 500; seed++) {
            Random random = new Random(seed);
            Duration patience = Duration.ofMillis(random.nextInt(1, 1_000_000_000));
            int small = random.nextInt(0, 1 << 20);
            long large = random.nextLong(0, 1L << 33);
            Sample sample = load(
                    "",
                    Map.of("PLAYHEAD_PACE_SMALL", small + " KiB"),
                    "--pace.wait=" + (random.nextBoolean() ? patience : patience.toMillis() + "ms"),
                    "--pace.large=" + large + "KiB");

            assertThat(sample.pace().patience()).as("seed %d", seed).isEqualTo(patience);
            assertThat(sample.pace().small()).as("seed %d", seed).isEqualTo(small * 1024);
            assertThat(sample.pace().large()).as("seed %d", seed).isEqualTo(large * 1024);
        }
    }

    @Test
    void shouldNameTheBoundsWhenAValueLiesOutsideOfThem() {
        assertThat(faults(
                        "--bounds.wait=9ms", "--bounds.bytes=1025KiB", "--bounds.share=NaN", "--bounds.ports=80,70000"))
                .satisfiesExactly(
                        fault -> assertThat(fault).contains("bounds.wait", "\"9ms\"", "10ms to 1h"),
                        fault -> assertThat(fault).contains("bounds.bytes", "\"1025KiB\"", "at most 1MiB"),
                        fault -> assertThat(fault).contains("bounds.share", "NaN", "0 to 1"),
                        fault -> assertThat(fault).contains("bounds.ports", "70000", "1 to 65535"));
        assertThat(faults("--bounds.wait=61m", "--bounds.cap=2", "--bounds.share=-0.1"))
                .satisfiesExactly(
                        fault -> assertThat(fault).contains("bounds.wait", "10ms to 1h"),
                        fault -> assertThat(fault).contains("bounds.share", "0 to 1"),
                        fault -> assertThat(fault).contains("bounds.cap", "3 and more"));
    }

    @Test
    void shouldTakeTheBoundsThemselvesWhenTheyAreGiven() {
        assertThat(bounds("--bounds.wait=10ms", "--bounds.bytes=1MiB", "--bounds.share=1", "--bounds.cap=3"))
                .isEqualTo(new Bounds(Duration.ofMillis(10), 1 << 20, 1, List.of(), Optional.of(3)));
        assertThat(bounds("--bounds.wait=PT1H", "--bounds.share=0", "--bounds.ports=1,65535"))
                .isEqualTo(new Bounds(Duration.ofHours(1), 1024, 0, List.of(1, 65535), Optional.empty()));
    }

    private static List<String> faults(String... arguments) {
        try {
            throw new AssertionError("taken: " + bounds(arguments));
        } catch (InvalidSettingsException refused) {
            return refused.sentences();
        }
    }

    private static Bounds bounds(String... arguments) {
        return SettingsLoader.load(Bounds.class, List.of(arguments), Map.of());
    }

    private Sample load(String yaml, Map<String, String> environment, String... arguments) throws IOException {
        Path file = Files.writeString(directory.resolve("settings.yaml"), yaml);
        List<String> line = new ArrayList<>(List.of("--config", file.toString()));
        line.addAll(List.of(arguments));
        return SettingsLoader.load(Sample.class, line, environment);
    }

    enum Colour {
        DARK_RED,
        LIGHT_BLUE
    }

    public record Bounds(
            @Setting(key = "bounds.wait", defaultValue = "1s", least = "10ms", most = "1h", meaning = "Wait")
            Duration patience,

            @Setting(key = "bounds.bytes", defaultValue = "1KiB", most = "1MiB", meaning = "Bytes")
            long bytes,

            @Setting(key = "bounds.share", defaultValue = "0.5", least = "0", most = "1", meaning = "Share")
            double share,

            @Setting(key = "bounds.ports", least = "1", most = "65535", meaning = "Ports")
            List<Integer> ports,

            @Setting(key = "bounds.cap", least = "3", meaning = "Cap")
            Optional<Integer> cap) {}

    public record Sample(Edge edge, Pace pace) {}

    public record Edge(
            @Setting(key = "edge.port", defaultValue = "8080", meaning = "Port")
            int port,

            @Setting(key = "edge.directory", defaultValue = "data", meaning = "Directory")
            Path directory,

            @Setting(key = "edge.peer", meaning = "Peer, if any")
            Optional<String> peer,

            @Setting(key = "edge.names", meaning = "Names") List<String> names) {
        public Edge {
            if (port < 1 || port > 65535) {
                throw new IllegalArgumentException("edge.port takes 1 to 65535");
            }
        }
    }

    public record Pace(
            @Setting(key = "pace.wait", defaultValue = "30s", meaning = "Wait")
            Duration patience,

            @Setting(key = "pace.small", defaultValue = "16MiB", meaning = "Small")
            int small,

            @Setting(key = "pace.large", defaultValue = "1GiB", meaning = "Large")
            long large,

            @Setting(key = "pace.autoCreate", defaultValue = "true", meaning = "Create")
            boolean autoCreate,

            @Setting(key = "pace.colour", defaultValue = "dark_red", meaning = "Colour")
            Colour colour,

            @Setting(key = "pace.factor", defaultValue = "0.5", meaning = "Factor")
            double factor) {}
}
