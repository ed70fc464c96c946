package dev.playhead.kafka.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.event.Problem;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.InvalidPartitionsException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class KafkaFailuresTest {

    @ParameterizedTest
    @EnumSource(value = Errors.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void shouldBeRetryableExactlyWhenKafkaSaysSo(Errors error) {
        Throwable failure = error.exception();
        Problem told = told(failure);

        if (error == Errors.UNKNOWN_TOPIC_OR_PARTITION) {
            assertThat(told).isEqualTo(Problem.TOPIC_NOT_FOUND);
        } else {
            assertThat(told.retryable())
                    .as("%s is told as %s", error, told)
                    .isEqualTo(failure instanceof RetriableException);
            assertThat(told == Problem.UNAVAILABLE).isEqualTo(failure instanceof RetriableException);
        }
    }

    @Test
    void shouldNameTheKindWhenKafkaRefusesForGood() {
        assertThat(told(new TopicAuthorizationException("no"))).isEqualTo(Problem.KAFKA_DENIED);
        assertThat(told(new ClusterAuthorizationException("no"))).isEqualTo(Problem.KAFKA_DENIED);
        assertThat(told(new SaslAuthenticationException("no"))).isEqualTo(Problem.KAFKA_REFUSED);
        assertThat(told(new UnsupportedVersionException("old"))).isEqualTo(Problem.KAFKA_REFUSED);
        assertThat(told(new InvalidReplicationFactorException("3 > 1"))).isEqualTo(Problem.KAFKA_REFUSED);
        assertThat(told(new PolicyViolationException("no"))).isEqualTo(Problem.KAFKA_POLICY);
        assertThat(told(new InvalidPartitionsException("0"))).isEqualTo(Problem.INVALID_REQUEST);
        assertThat(told(new InvalidTimestampException("late"))).isEqualTo(Problem.RECORD_REFUSED);
        assertThat(told(new RecordBatchTooLargeException("big"))).isEqualTo(Problem.TOO_LARGE);
    }

    @Test
    void shouldBeAnOutageWhenKafkaRefusedNothing() {
        assertThat(told(new TimeoutException("late"))).isEqualTo(Problem.UNAVAILABLE);
        assertThat(told(new DisconnectException())).isEqualTo(Problem.UNAVAILABLE);
        assertThat(told(new KafkaException("closed"))).isEqualTo(Problem.UNAVAILABLE);
        assertThat(told(new java.util.concurrent.TimeoutException())).isEqualTo(Problem.UNAVAILABLE);
    }

    @Test
    void shouldLookThroughFuturesWhenFailuresComeFromThem() {
        PolicyViolationException policy = new PolicyViolationException("at most 4 partitions");

        assertThat(told(new CompletionException(policy))).isEqualTo(Problem.KAFKA_POLICY);
        assertThat(told(new ExecutionException(new CompletionException(policy))))
                .isEqualTo(Problem.KAFKA_POLICY);
        assertThat(KafkaFailures.refused(policy).refusal().detail()).contains("at most 4 partitions");
    }

    private static Problem told(Throwable failure) {
        return KafkaFailures.refused(failure).refusal().problem();
    }
}
