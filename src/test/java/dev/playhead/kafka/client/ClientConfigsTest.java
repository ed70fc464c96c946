package dev.playhead.kafka.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playhead.settings.Secret;
import dev.playhead.testing.Defaults;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ClientConfigsTest {
    private static final String LOGIN =
            "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"u\" password=\"hunter2\";";

    @TempDir
    private Path directory;

    @Test
    void shouldHandThePropertiesToEveryClientWhenTheyAreGiven() {
        ClientConfigs configs = configs(
                "security.protocol", "SASL_SSL", "sasl.jaas.config", LOGIN, "ssl.truststore.location", "/ca.pem");

        for (Map<String, Object> config : all(configs)) {
            assertThat(config)
                    .containsEntry("security.protocol", "SASL_SSL")
                    .containsEntry("sasl.jaas.config", LOGIN)
                    .containsEntry("ssl.truststore.location", "/ca.pem")
                    .containsEntry("client.id", "playhead");
        }
    }

    @Test
    void shouldHandAPropertyOnlyToClientsThatKnowIt() {
        ClientConfigs configs = configs("compression.zstd.level", "7", "config.providers", "env");

        assertThat(configs.producer(1)).containsEntry("compression.zstd.level", "7");
        assertThat(configs.admin())
                .doesNotContainKey("compression.zstd.level")
                .containsEntry("config.providers", "env");
        assertThat(configs.reader())
                .doesNotContainKey("compression.zstd.level")
                .containsEntry("config.providers", "env");
    }

    @Test
    void shouldRefuseEveryPropertyThatAClientOfPlayheadSets() {
        Set<String> own = new TreeSet<>();
        all(configs()).forEach(config -> own.addAll(config.keySet()));

        assertThat(own).contains("bootstrap.servers", "acks", "isolation.level").allSatisfy(name -> assertThatThrownBy(
                        () -> configs(name, "1"))
                .hasMessageContaining("kafka.properties." + name + " is set by Playhead itself"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            acks                     | 1          | kafka.properties.acks is set by Playhead itself
            group.id                 | mine       | kafka.properties.group.id is set by Playhead itself
            transactional.id         | mine       | kafka.properties.transactional.id is set by Playhead itself
            interceptor.classes      | X          | kafka.properties.interceptor.classes is set by Playhead itself
            batch.size               | 1          | use kafka.batchBytes
            client.rack              | a          | use kafka.rack
            delivery.timeout.ms      | 1          | use ingest.outage
            request.timeout.ms       | 1          | use kafka.requestTimeout
            bootstrap.servers        | a:1        | use kafka.bootstrap.servers
            security.protocl         | SSL        | did you mean security.protocol?
            sasl.jaas.conf           | x          | did you mean sasl.jaas.config?
            nothing.like.this        | 1          | is not a property of Kafka's clients; it takes security.*
            security.protocol        | TLS        | kafka.properties.security.protocol: Invalid value TLS
            metadata.max.age.ms      | soon       | Invalid value soon for configuration metadata.max.age.ms
            metadata.max.age.ms      | -1         | metadata.max.age.ms
            ssl.truststore.location  | /ca.pem    | kafka.properties.ssl.truststore.location has no effect, because security.protocol is PLAINTEXT
            sasl.mechanism           | PLAIN      | set kafka.properties.security.protocol to SASL_SSL
            """)
    void shouldNameThePropertyWhenItCannotWork(String name, String value, String fault) {
        assertThatThrownBy(() -> configs(name, value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(fault);
    }

    @Test
    void shouldNameEveryPropertyWhenSeveralCannotWork() {
        assertThatThrownBy(() -> configs("acks", "1", "linger.ms", "5", "security.protocol", "TLS"))
                .hasMessageContaining("properties.acks")
                .hasMessageContaining("properties.linger.ms")
                .hasMessageContaining("properties.security.protocol");
        assertThatThrownBy(() -> configs("security.protocol", "SSL", "sasl.mechanism", "PLAIN"))
                .hasMessageContaining("sasl.mechanism has no effect, because security.protocol is SSL");
    }

    @Test
    void shouldShowKafkasReasonWithoutSecretsWhenAClientRefusesThem() throws Exception {
        Path file = Files.writeString(directory.resolve("ca.pem"), "no certificate");

        refused(
                "does not exist|NoSuchFile|none.pem",
                "security.protocol",
                "SSL",
                "ssl.truststore.type",
                "PEM",
                "ssl.truststore.location",
                directory.resolve("none.pem").toString());
        refused(
                "PEM|ertificate",
                "security.protocol",
                "SSL",
                "ssl.truststore.type",
                "PEM",
                "ssl.truststore.location",
                file.toString());
        refused("KafkaClient|JAAS|jaas", "security.protocol", "SASL_SSL", "sasl.mechanism", "SCRAM-SHA-512");
        refused(
                "sasl.jaas.config takes a login module",
                "security.protocol",
                "SASL_SSL",
                "sasl.mechanism",
                "PLAIN",
                "sasl.jaas.config",
                LOGIN.replace(";", ""));
        refused(
                "sasl.jaas.config takes a login module",
                "security.protocol",
                "SASL_SSL",
                "sasl.mechanism",
                "PLAIN",
                "sasl.jaas.config",
                "password=hunter2");
        refused(
                "no.such.Module",
                "security.protocol",
                "SASL_SSL",
                "sasl.mechanism",
                "PLAIN",
                "sasl.jaas.config",
                "no.such.Module required password=\"hunter2\";");
    }

    @Test
    void shouldResolveASecretByKafkasProvidersWhenAPropertyRefersToAFile() throws Exception {
        Path secrets = Files.writeString(directory.resolve("secrets.properties"), "login=" + LOGIN);

        assertThatCode(() -> configs(
                                "config.providers", "file",
                                "config.providers.file.class",
                                        "org.apache.kafka.common.config.provider.FileConfigProvider",
                                "security.protocol", "SASL_SSL",
                                "sasl.mechanism", "SCRAM-SHA-512",
                                "sasl.jaas.config", "${file:" + secrets + ":login}")
                        .require())
                .doesNotThrowAnyException();
    }

    @Test
    void shouldTakeThePropertiesWhenThereAreNone() {
        assertThatCode(() -> configs().require()).doesNotThrowAnyException();
    }

    private static void refused(String reason, String... properties) {
        ClientConfigs configs = configs(properties);
        assertThatThrownBy(configs::require)
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .containsPattern(reason)
                .contains("kafka.properties")
                .doesNotContain("hunter2");
    }

    private static List<Map<String, Object>> all(ClientConfigs configs) {
        return List.of(
                configs.admin(),
                configs.reader(),
                configs.producer(1),
                new HashMap<>(configs.journalProducer(1, Duration.ofSeconds(1))),
                new HashMap<>(configs.journalConsumer()));
    }

    private static ClientConfigs configs(String... properties) {
        Map<String, Secret> given = new HashMap<>();
        for (int name = 0; name < properties.length; name += 2) {
            given.put(properties[name], Secret.of(properties[name + 1]));
        }
        KafkaSettings defaults = Defaults.of(KafkaSettings.class);
        KafkaSettings settings = new KafkaSettings(
                defaults.bootstrapServers(),
                defaults.appendPause(),
                defaults.batchBytes(),
                defaults.compression(),
                defaults.bufferBytes(),
                defaults.requestTimeout(),
                defaults.rack(),
                defaults.probe(),
                given);
        return new ClientConfigs(settings, "localhost:9092");
    }
}
