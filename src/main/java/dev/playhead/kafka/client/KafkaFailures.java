package dev.playhead.kafka.client;

import dev.playhead.event.Problem;
import dev.playhead.event.Refusal;
import dev.playhead.event.RefusedException;
import io.vertx.core.Future;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidPartitionsException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.UnsupportedForMessageFormatException;
import org.jspecify.annotations.Nullable;

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

    /**
     * Translates a failure of Kafka into a refusal. Kafka itself says which of its failures pass: those, and all that
     * are none of Kafka's protocol, are {@link Problem#UNAVAILABLE}. All others stay, so each has a code that forbids a
     * second try.
     */
    public static RefusedException refused(Throwable failure) {
        Throwable cause = cause(failure);
        return cause instanceof RefusedException refused
                ? refused
                : refusal(cause).asException();
    }

    private static Refusal refusal(Throwable cause) {
        if (cause instanceof UnknownTopicOrPartitionException) {
            return Problem.TOPIC_NOT_FOUND.because("Kafka does not know the topic: " + cause.getMessage());
        }
        return isFinal(cause)
                ? finalProblem(cause).because("Kafka refused this: " + reason(cause))
                : Problem.UNAVAILABLE.because("Kafka did not answer: " + cause.getMessage());
    }

    /** Returns the reason of a failed connection in words, and the properties to look at when Kafka or the node refuses. */
    public static String ofConnection(Throwable failure) {
        Throwable cause = cause(failure);
        if (cause instanceof SslAuthenticationException) {
            Throwable root = cause;
            while (root.getCause() != null) {
                root = root.getCause();
            }
            return "the TLS handshake failed (" + root.getMessage()
                    + "); look at ssl.truststore.* for its certificate and at ssl.keystore.* for that of the node";
        }
        if (cause instanceof SaslAuthenticationException) {
            return cause.getMessage() + "; look at sasl.mechanism and sasl.jaas.config";
        }
        return String.valueOf(cause.getMessage());
    }

    /** Returns whether the same request fails again. */
    public static boolean isFinal(Throwable cause) {
        return cause instanceof ApiException && !(cause instanceof RetriableException);
    }

    /**
     * Returns whether Kafka refused this record and did not store it. Other failures of a producer do not show this.
     */
    public static boolean refusesRecord(@Nullable Throwable cause) {
        return cause instanceof RecordTooLargeException
                || cause instanceof RecordBatchTooLargeException
                || cause instanceof InvalidTopicException
                || cause instanceof AuthorizationException
                || cause instanceof PolicyViolationException
                || isOfRecord(cause);
    }

    private static Problem finalProblem(Throwable cause) {
        if (cause instanceof RecordTooLargeException || cause instanceof RecordBatchTooLargeException) {
            return Problem.TOO_LARGE;
        }
        if (cause instanceof InvalidTopicException || cause instanceof InvalidPartitionsException) {
            return Problem.INVALID_REQUEST;
        }
        if (cause instanceof TopicExistsException) {
            return Problem.TOPIC_MISMATCH;
        }
        if (cause instanceof AuthorizationException) {
            return Problem.KAFKA_DENIED;
        }
        if (cause instanceof PolicyViolationException) {
            return Problem.KAFKA_POLICY;
        }
        return isOfRecord(cause) ? Problem.RECORD_REFUSED : Problem.KAFKA_REFUSED;
    }

    private static boolean isOfRecord(@Nullable Throwable cause) {
        return cause instanceof InvalidRecordException
                || cause instanceof InvalidTimestampException
                || cause instanceof UnsupportedForMessageFormatException;
    }

    private static String reason(Throwable cause) {
        if (cause instanceof InvalidReplicationFactorException) {
            return "it has too few brokers for topics.replication: " + cause.getMessage();
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
