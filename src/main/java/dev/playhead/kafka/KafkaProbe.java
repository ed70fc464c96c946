package dev.playhead.kafka;

import dev.playhead.kafka.client.KafkaFailures;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;

/** Checks periodically that Kafka answers, and reports each change. The timer runs on an event loop. */
final class KafkaProbe implements AutoCloseable {
    private final Vertx vertx;
    private final Admin admin;
    private final int timeoutMillis;
    private final BiConsumer<Boolean, String> listener;
    private final long timer;
    private volatile boolean up;
    private volatile boolean asking;

    /** @param listener takes up or down and the reason, at the first answer and at every change; any thread */
    KafkaProbe(Vertx vertx, Admin admin, Duration every, BiConsumer<Boolean, String> listener) {
        this.vertx = vertx;
        this.admin = admin;
        this.listener = listener;
        this.timeoutMillis = (int) Math.max(2_000, every.toMillis());
        this.timer = vertx.setPeriodic(1, every.toMillis(), tick -> ask());
    }

    boolean up() {
        return up;
    }

    /** Word from elsewhere that Kafka is gone; the next answer takes it back. */
    void suspect(String reason) {
        change(false, reason);
    }

    private void ask() {
        if (asking) {
            return;
        }
        asking = true;
        KafkaFailures.future(admin.describeCluster(new DescribeClusterOptions().timeoutMs(timeoutMillis))
                        .nodes())
                .onComplete(answer -> {
                    asking = false;
                    if (answer.succeeded()) {
                        change(true, "brokers=" + answer.result().size());
                    } else {
                        change(false, "Kafka does not answer: " + KafkaFailures.ofConnection(answer.cause()));
                    }
                });
    }

    private synchronized void change(boolean now, String reason) {
        if (up != now) {
            up = now;
            listener.accept(now, reason);
        } else if (!now) {
            listener.accept(false, reason);
        }
    }

    @Override
    public void close() {
        vertx.cancelTimer(timer);
    }
}
