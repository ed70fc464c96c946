package dev.playhead.kafka.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.apache.kafka.clients.admin.ProducerState;
import org.junit.jupiter.api.Test;

final class KafkaReplicasTest {
    @Test
    void shouldHaveAllWhenItHasTheLastBatchOfEachProducer() {
        assertThat(KafkaReplicas.has(List.of(), List.of())).isTrue();
        assertThat(KafkaReplicas.has(List.of(state(1, 0, 7)), List.of())).isTrue();
        assertThat(KafkaReplicas.has(List.of(state(1, 0, 7)), List.of(state(1, 0, 7))))
                .isTrue();
        assertThat(KafkaReplicas.has(List.of(state(2, 3, 0), state(1, 0, 9)), List.of(state(1, 0, 7), state(2, 3, 0))))
                .isTrue();
        assertThat(KafkaReplicas.has(List.of(state(1, 1, 0)), List.of(state(1, 0, 7))))
                .isTrue();
    }

    @Test
    void shouldNotHaveAllWhenABatchOfAnyProducerIsMissing() {
        assertThat(KafkaReplicas.has(List.of(), List.of(state(1, 0, 0)))).isFalse();
        assertThat(KafkaReplicas.has(List.of(state(1, 0, 6)), List.of(state(1, 0, 7))))
                .isFalse();
        assertThat(KafkaReplicas.has(List.of(state(1, 0, 70)), List.of(state(1, 1, 0))))
                .isFalse();
        assertThat(KafkaReplicas.has(List.of(state(1, 0, 7)), List.of(state(1, 0, 7), state(2, 0, 0))))
                .isFalse();
    }

    private static ProducerState state(long producer, int epoch, int sequence) {
        return new ProducerState(producer, epoch, sequence, 0, OptionalInt.empty(), OptionalLong.empty());
    }
}
