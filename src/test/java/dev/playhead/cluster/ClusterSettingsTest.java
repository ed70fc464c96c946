package dev.playhead.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ClusterSettingsTest {
    @ParameterizedTest
    @ValueSource(strings = {"node-1:1", "10.0.0.7:65535", "[fe80::1]:15701"})
    void shouldTakeAnAddressWithAPort(String address) {
        assertThat(advertised(address).busAdvertised()).hasValue(address);
        assertThat(members(address).members()).containsExactly(address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "node-1",
                "",
                "node-1:",
                "http://node-1:1",
                "node-1:1/x",
                "a b:1",
                "node-1:0",
                "node-1:65536",
                "node-1:99999",
                "node-1:port",
                ":15701",
                "fe80::1:15701"
            })
    void shouldSayWhatIsWrongWithAnAddress(String address) {
        assertThatThrownBy(() -> advertised(address))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("cluster.busAdvertised takes host:port, such as ")
                .hasMessageContaining("but \"" + address + "\" ");
    }

    @Test
    void shouldTakeAMemberWithoutAPortAndNoneWithAWrongOne() {
        assertThat(members("node-1").members()).containsExactly("node-1");
        assertThatThrownBy(() -> members("node-1:99999"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cluster.members")
                .hasMessageContaining("node-1:99999");
    }

    private static ClusterSettings advertised(String bus) {
        return settings(Optional.of(bus), List.of());
    }

    private static ClusterSettings members(String member) {
        return settings(Optional.empty(), List.of(member));
    }

    private static ClusterSettings settings(Optional<String> bus, List<String> members) {
        return new ClusterSettings(
                "test",
                "127.0.0.1",
                Optional.of(0),
                0,
                Optional.empty(),
                bus,
                members,
                Optional.empty(),
                1,
                Duration.ofSeconds(8),
                Duration.ofSeconds(1),
                Duration.ofHours(1),
                Duration.ofSeconds(10));
    }
}
