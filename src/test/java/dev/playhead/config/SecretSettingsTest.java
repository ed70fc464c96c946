package dev.playhead.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playhead.settings.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Settings from files, secrets and maps of properties, in every source and spelling. */
final class SecretSettingsTest {
    @TempDir
    private Path directory;

    @Test
    void shouldNameTheFaultWhenTheFileOfASettingIsWrong() throws IOException {
        Path missing = directory.resolve("none");
        refused(Map.of(), "redis.url (argument --redis.url.file)", "--redis.url.file=" + missing);
        refused(Map.of(), missing + " does not exist", "--redis.urlFile=" + missing);
        refused(Map.of("PLAYHEAD_REDIS_URL_FILE", directory.toString()), directory + " is a directory");
        refused(Map.of(), " is empty", "--redis.url.file=" + file("\n"));
        refused(
                Map.of("PLAYHEAD_REDIS_URL", "redis://:hunter2@h:1"),
                "redis.url is given twice: as a value (environment variable PLAYHEAD_REDIS_URL) and in a file",
                "--redis.url.file=" + file("redis://h:1"));
        refused(
                Map.of(),
                "kafka.properties.security.protocol is given without kafka.bootstrap.servers",
                "--kafka.properties.security.protocol=SSL");
    }

    @Test
    void shouldReadAnySettingFromAFileWhenItsNameEndsWithFile() throws IOException {
        assertThat(load(Map.of(), "--http.port.file=" + file("8123\n")).http().port())
                .isEqualTo(8123);
        assertThat(load(Map.of(
                                "PLAYHEAD_REDIS_URL_FILE",
                                file("redis://u:p@h:1").toString()))
                        .redis()
                        .url())
                .contains("redis://u:p@h:1");
        assertThatThrownBy(() -> load(Map.of(), "--http.port.file=" + file("many")))
                .hasMessageContaining("http.port (file " + directory)
                .hasMessageContaining("takes a whole number");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--redis.url=redis://me:hunter2@localhost:6379",
                "--redis.url=rediss://:hunter2@localhost:6379",
                "--kafka.properties.sasl.jaas.config=x required password=hunter2;",
                "--kafka.properties.ssl.keystore.password=hunter2",
                "--kafka.properties.ssl.key.password=hunter2"
            })
    void shouldRefuseASecretWhenItIsAnArgument(String argument) {
        assertThatThrownBy(() -> load(Map.of(), argument))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining(argument.substring(0, argument.indexOf('=')) + " has a secret")
                .message()
                .doesNotContain("hunter2");
    }

    @Test
    void shouldShowNoSecretWhenSomethingElseIsWrong() throws IOException {
        String bad = yaml("""
                redis.url: redis://me:hunter2@localhost:99999
                kafka.properties: {sasl.jaas.config: hunter2, acks: hunter2}
                http.prot: 1
                """).toString();
        assertThatThrownBy(() -> load(Map.of(), "--config=" + bad))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining("kafka.properties.acks is set by Playhead itself")
                .hasMessageContaining("kafka.properties.acks from " + bad)
                .message()
                .doesNotContain("hunter2");
        assertThatThrownBy(() -> load(Map.of(), "--config=" + yaml("redis:\n  password: \"hunter2\n  user: [")))
                .hasMessageContaining("is not YAML")
                .hasMessageContaining(" in line ")
                .message()
                .doesNotContain("hunter2");
    }

    @Test
    void shouldTakePropertiesOfKafkaWhenTheyComeFromAFileOrOneByOne() throws IOException {
        Path file = Files.writeString(directory.resolve("client.properties"), """
                # as Kafka's own tools take it
                security.protocol = SASL_SSL
                sasl.mechanism=SCRAM-SHA-256
                """);
        String servers = "--kafka.bootstrap.servers=a:1";

        assertThat(properties(Map.of(), servers, "--kafka.properties=" + file))
                .isEqualTo(Map.of("security.protocol", "SASL_SSL", "sasl.mechanism", "SCRAM-SHA-256"));
        assertThat(properties(Map.of("PLAYHEAD_KAFKA_PROPERTIES_FILE", file.toString()), servers))
                .containsEntry("security.protocol", "SASL_SSL");
        assertThat(properties(
                        Map.of("PLAYHEAD_KAFKA_PROPERTIES_SASL_MECHANISM", "PLAIN"),
                        servers,
                        "--kafka.properties.file=" + file))
                .isEqualTo(Map.of("security.protocol", "SASL_SSL", "sasl.mechanism", "PLAIN"));
        assertThat(properties(Map.of(), servers, "--config=" + yaml("""
                kafka:
                  properties:
                    security.protocol: SSL
                    ssl: {truststore: {type: PEM}, endpoint.identification.algorithm: ""}
                """)))
                .isEqualTo(Map.of(
                        "security.protocol",
                        "SSL",
                        "ssl.truststore.type",
                        "PEM",
                        "ssl.endpoint.identification.algorithm",
                        ""));
        assertThat(properties(Map.of(), servers)).isEmpty();
    }

    @Test
    void shouldNameTheFaultWhenTheFileOfPropertiesIsWrong() throws IOException {
        refused(Map.of(), "does not exist", "--kafka.properties=" + directory.resolve("none"));
        refused(Map.of(), "is empty", "--kafka.properties=" + file(""));
        refused(Map.of(), "takes a file of properties", "--kafka.properties=" + file("a=\\u00zz"));
    }

    private void refused(Map<String, String> environment, String sentence, String... arguments) {
        assertThatThrownBy(() -> load(environment, arguments))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining(sentence)
                .message()
                .doesNotContain("hunter2");
    }

    private Map<String, String> properties(Map<String, String> environment, String... arguments) {
        Map<String, String> read = new HashMap<>();
        Map<String, Secret> properties = load(environment, arguments).kafka().properties();
        properties.forEach((name, value) -> read.put(name, value.read()));
        return read;
    }

    private static Settings load(Map<String, String> environment, String... arguments) {
        return Settings.load(List.of(arguments), environment);
    }

    private Path file(String content) throws IOException {
        return Files.writeString(directory.resolve("value"), content);
    }

    private Path yaml(String content) throws IOException {
        return Files.writeString(directory.resolve("settings.yaml"), content);
    }
}
