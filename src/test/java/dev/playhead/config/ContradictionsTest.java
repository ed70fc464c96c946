package dev.playhead.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ContradictionsTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --topics.maxRecordBytes=1048575                    | topics.maxRecordBytes is 1048575 | events.maxBytes, which is 1048576
            --topics.maxRecordBytes=1KiB                       | topics.maxRecordBytes is 1024    | events.maxBytes, which is 1048576
            --events.maxBytes=3MiB                             | topics.maxRecordBytes is 2097152 | events.maxBytes, which is 3145728
            --http.maxBody=512KiB                              | http.maxBody is 524288           | events.maxBytes, which is 1048576
            --edges.maxReceived=8MiB                           | edges.maxReceived is 8388608     | http.maxBody, which is 16777216
            --kafka.bufferBytes=1MiB                           | kafka.bufferBytes is 1048576     | ingest.maxBytes, which is 67108864
            --ws.maxMessage=64KiB                              | ws.maxMessage is 65536           | delivery.maxBatchBytes, which is 1048576
            --window.heartbeat=30s                             | window.heartbeat is PT30S        | ingest.outage, which is PT30S
            --ingest.outage=2m                                 | window.heartbeat is PT40S        | ingest.outage, which is PT2M
            --window.silence=41s                               | window.silence is PT41S          | window.heartbeat, which is PT40S
            --groups.maxBackoff=100ms                          | groups.maxBackoff is PT0.1S      | groups.backoffDelay, which is PT0.5S
            --topics.replication=3                             | topics.replication is 3          | kafka.bootstrap.servers
            --cluster.minimum=2                                | cluster.minimum is 2             | cluster.members
            --tcp.port=8080                                    | http.port and tcp.port           | 8080
            --management.port=7070                             | tcp.port and management.port     | 7070
            --http.port=19092                                  | http.port and sandbox.kafka.port | 19092
            """)
    void shouldNameBothSettingsWhenTheyContradictEachOther(String argument, String one, String other) {
        assertThatThrownBy(() -> load(argument))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining(one)
                .hasMessageContaining(other);
    }

    @Test
    void shouldNameAllWhenSeveralContradictEachOther() {
        assertThatThrownBy(() -> load("--events.maxBytes=32MiB", "--tcp.port=8080"))
                .isInstanceOfSatisfying(InvalidSettingsException.class, refused -> assertThat(refused.sentences())
                        .hasSize(3)
                        .anyMatch(each -> each.contains("topics.maxRecordBytes"))
                        .anyMatch(each -> each.contains("http.maxBody"))
                        .anyMatch(each -> each.contains("http.port and tcp.port")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--topics.maxRecordBytes=1MiB",
                "--http.maxBody=1MiB",
                "--tcp.port=0 --http.port=0 --management.port=0",
                "--http.port=15701",
                "--topics.replication=3 --kafka.bootstrap.servers=a:1,b:1,c:1",
                "--http.port=19092 --kafka.bootstrap.servers=a:1",
                "--cluster.minimum=2 --cluster.members=a,b"
            })
    void shouldTakeSettingsWhenTheyWorkTogether(String arguments) {
        assertThat(load(arguments.split(" "))).isNotNull();
    }

    private static Settings load(String... arguments) {
        return Settings.load(List.of(arguments), Map.of());
    }
}
