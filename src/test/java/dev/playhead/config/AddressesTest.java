package dev.playhead.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playhead.settings.Address;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every setting that takes an address names a wrong one, its fault and a right one. */
final class AddressesTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            localhost                  | "localhost" has no port
            kafka1:9092,kafka2         | "kafka2" has no port
            localhost:                 | has no port after its colon
            :9092                      | has no host
            localhost:0                | has the port 0, and a port is 1 to 65535
            localhost:99999            | has the port 99999, and a port is 1 to 65535
            localhost:+92              | has the port +92
            http://localhost:9092      | has more than host and port
            localhost:9092/topic       | has more than host and port
            user@localhost:9092        | has more than host and port
            a:1,,b:2                   | "" is empty
            a:1,                       | "" is empty
            ','                        | "" is empty
            ::1:9092                   | an IPv6 address needs brackets: [::1]:9092
            [localhost]:9092           | has no IPv6 address in its brackets
            [::1]                      | "[::1]" has no port
            kafka 1:9092               | has no valid host
            a:1;b                      | has the port 1;b
            256.0.0.1:9092             | has no valid host
            10.0.1:9092                | has no valid host
            """)
    void shouldNameTheFaultWhenABootstrapServerIsWrong(String servers, String fault) {
        refuses("kafka.bootstrap.servers", servers, "host:port, such as localhost:9092, but ", fault);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost:9092",
                "kafka1:9092, kafka2:9093",
                "[::1]:9092",
                "[fe80::1%eth0]:9092",
                "kafka_1:9092",
                "SSL://kafka.example.com:443",
                "10.0.0.7:1"
            })
    void shouldTakeServersWhenEachHasItsPort(String servers) {
        assertThat(load("kafka.bootstrap.servers", servers).kafka().bootstrapServers())
                .contains(servers);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            localhost:6379             | does not begin with redis:// or rediss://
            http://localhost:6379      | does not begin with redis:// or rediss://
            redis://                   | is empty
            redis://:6379              | has no host
            redis://localhost:         | has no port after its colon
            redis://localhost:99999    | has the port 99999
            redis://localhost:port/0   | has the port port
            redis://a:1,b:2            | has several colons
            redis://redis_1:6379       | has a character that a URL must encode
            redis://h:6379/sessions    | takes the number of a database
            unix://                    | does not begin with redis:// or rediss://
            """)
    void shouldNameTheFaultWhenTheUrlOfRedisIsWrong(String url, String fault) {
        refuses("redis.url", url, "", fault);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            localhost:6379                      | does not begin with redis:// or rediss://
            redis://a:1,                        | a list without empty entries
            redis://a:1,b:2                     | does not begin with redis:// or rediss://
            redis://a:1,redis://b:99999         | has the port 99999
            redis://a:1,unix:///run/redis.sock  | does not begin with redis:// or rediss://
            redis://a:1/1,redis://b:2           | takes no database
            redis://a:1/00                      | takes no database
            redis://a:1?db=2                    | takes no database
            redis://a:1?user=me&db=10           | takes no database
            """)
    void shouldNameTheFaultWhenANodeOfTheClusterOfConfirmationsIsWrong(String urls, String fault) {
        assertThatThrownBy(() -> Settings.load(
                        List.of("--confirmations.store=setnx", "--confirmations.cluster=" + urls), Map.of()))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContainingAll("confirmations.cluster", fault);
    }

    @Test
    void shouldRefuseAClusterOfConfirmationsWhenTheirStoreIsTheLog() {
        assertThatThrownBy(() -> load("confirmations.cluster", "redis://a:1"))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining("confirmations.cluster takes confirmations.store=setnx");
    }

    @Test
    void shouldTakeSeveralNodesOfTheClusterOfConfirmationsWhenTheirStoreIsSetnx() {
        Settings settings = Settings.load(
                List.of("--confirmations.store=setnx"),
                Map.of("PLAYHEAD_CONFIRMATIONS_CLUSTER", "redis://u:p@a:1, rediss://b/0,redis://[::1]:7000/?db=0"));

        assertThat(settings.confirmationStore().cluster())
                .containsExactly("redis://u:p@a:1", "rediss://b/0", "redis://[::1]:7000/?db=0");
        assertThat(settings.confirmationStore().addresses())
                .extracting(Address::port)
                .containsExactly(1, 6379, 7000);
    }

    @Test
    void shouldShowNoPasswordWhenTheUrlOfRedisIsWrong() {
        for (String url : List.of(
                "redis://me:secret@localhost:99999",
                "redis://:secret@",
                "http://me:secret@localhost",
                "redis://me:secret#1@localhost:6379",
                "redis://me:sec ret@localhost:6379")) {
            assertThatThrownBy(() -> load("redis.url", url))
                    .isInstanceOf(InvalidSettingsException.class)
                    .message()
                    .satisfies(message ->
                            assertThat(message).contains("redis.url takes").doesNotContain("secret", "sec ret"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "redis://localhost",
                "redis://[::1]:6379/3",
                "rediss://me:p%40ss@redis.example.com:6380",
                "unix:///run/redis.sock",
                "redis://10.0.0.7:1?db=2"
            })
    void shouldTakeTheUrlOfRedisWhenItIsOne(String url) {
        assertThat(load("redis.url", url).redis().url()).contains(url);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            localhost:4318             | does not begin with http:// or https://
            grpc://localhost:4317      | does not begin with http:// or https://
            http://                    | is empty
            http://:4318/v1/traces     | has no host
            http://localhost:99999/v1  | has the port 99999
            http://localhost:/v1       | has no port after its colon
            http://local host:4318/v1  | has no valid host
            http://localhost:4318/a b  | has a character that a URL must encode
            """)
    void shouldNameTheFaultWhenTheCollectorIsWrong(String url, String fault) {
        refuses("tracing.endpoint", url, "a URL, such as http://localhost:4318/v1/traces, but ", fault);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            a:1,,b:2                   | a list without empty entries
            a:1,                       | a list without empty entries
            node-1:                    | has no port after its colon
            node-1:99999               | has the port 99999
            http://node-1:15701        | has more than host and port
            ::1:15701                  | needs brackets
            """)
    void shouldNameTheFaultWhenAMemberIsWrong(String members, String fault) {
        refuses("cluster.members", members, "", fault);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http.host", "tcp.host", "management.host", "cluster.host", "cluster.kubernetes.service"})
    void shouldNameTheFaultWhenAHostHasMoreThanAHost(String key) {
        refuses(key, "localhost:8080", "", "has a port, but the port has its own setting");
        refuses(key, "http://localhost", "", "has a scheme");
        refuses(key, "local host", "", "has no valid host");
        refuses(key, "127.0.0.256", "", "has no valid host");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "::1", "127.0.0.1"})
    void shouldTakeAHostWhenItIsOne(String host) {
        assertThat(load("http.host", host).access().httpHost()).isEqualTo(host);
        assertThat(load("cluster.host", host).cluster().host()).isEqualTo(host);
    }

    private static void refuses(String key, String value, String form, String fault) {
        assertThatThrownBy(() -> load(key, value))
                .as(key + "=" + value)
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining(key)
                .hasMessageContaining(form)
                .hasMessageContaining(fault);
    }

    private static Settings load(String key, String value) {
        return Settings.load(
                List.of(), Map.of("PLAYHEAD_" + key.replace('.', '_').toUpperCase(Locale.ROOT), value));
    }
}
