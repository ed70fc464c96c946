package dev.playhead.kafka.client;

import dev.playhead.event.Problem;
import dev.playhead.event.RefusedException;
import io.vertx.core.Future;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Kafka's futures and failures as Playhead's. */
public final class KafkaFailures {

    private KafkaFailures() {}

    public static <T> Future<T> future(KafkaFuture<T> answer) {
        return Future.fromCompletionStage(answer.toCompletionStage());
    }

    public static Throwable cause(Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    /** What a caller is told: the refusal that it already is, an absent topic, or that Kafka is unavailable. */
    public static RefusedException refused(Throwable failure) {
        Throwable cause = cause(failure);
        if (cause instanceof RefusedException refused) {
            return refused;
        }
        if (cause instanceof UnknownTopicOrPartitionException) {
            return Problem.TOPIC_NOT_FOUND
                    .because("Kafka does not know the topic: " + cause.getMessage())
                    .asException();
        }
        if (cause instanceof InvalidReplicationFactorException) {
            return Problem.UNAVAILABLE
                    .because("Kafka has too few brokers for topics.replication: " + cause.getMessage())
                    .asException();
        }
        return Problem.UNAVAILABLE
                .because("Kafka did not answer: " + cause.getMessage())
                .asException();
    }
}
