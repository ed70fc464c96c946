package dev.playhead.e2e;

import static dev.playhead.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.e2e.harness.Http;
import dev.playhead.e2e.harness.Meters;
import dev.playhead.e2e.harness.NodeProcess;
import dev.playhead.e2e.harness.Samples;
import dev.playhead.e2e.harness.Stream;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A thousand live subscribers of one topic cost one read of it. */
@Tag("slow")
final class FanOutIT {
    private static final int SUBSCRIBERS = 1000;
    private static final int EVENTS = 300;
    private static final String SUBSCRIBE =
            "{\"op\":\"subscribe\",\"topics\":[\"fan\"],\"from\":\"latest\",\"credit\":100000}";

    private final AtomicLong delivered = new AtomicLong();
    private final AtomicInteger caughtUp = new AtomicInteger();

    @Test
    void shouldReadTheLogOnceWhenAThousandSubscribersAreLive() throws Exception {
        Vertx vertx = Vertx.vertx();
        try (NodeProcess node = NodeProcess.started("fan")) {
            Http http = Http.of(node);
            http.makeTopic("fan", 1);
            WebSocketClient client = vertx.createWebSocketClient(new WebSocketClientOptions()
                    .setMaxConnections(SUBSCRIBERS)
                    .setMaxMessageSize(8 << 20)
                    .setMaxFrameSize(8 << 20));
            subscribe(client, node);
            eventually("all are live", () -> caughtUp.get() == SUBSCRIBERS);
            Meters before = http.meters();
            assertThat(before.sum("playhead_subscriptions")).isEqualTo(SUBSCRIBERS);

            List<String> events = Samples.events("f", EVENTS, 10);
            http.post("fan", "", Samples.lines(events));
            eventually("all have all", () -> delivered.get() == (long) SUBSCRIBERS * EVENTS);

            Meters after = http.meters();
            double read =
                    after.sum("playhead_blocks_loaded_bytes_total") - before.sum("playhead_blocks_loaded_bytes_total");
            long bytes = events.stream().mapToLong(String::length).sum();
            assertThat(read).as("bytes read for %d bytes of events", bytes).isBetween((double) bytes, 3.0 * bytes);
            assertThat(after.sum("playhead_delivered_total") - before.sum("playhead_delivered_total"))
                    .isEqualTo((double) SUBSCRIBERS * EVENTS);
        } finally {
            vertx.close();
        }
    }

    private void subscribe(WebSocketClient client, NodeProcess node) throws Exception {
        List<Future<?>> opened = new ArrayList<>();
        for (int subscriber = 0; subscriber < SUBSCRIBERS; subscriber++) {
            WebSocketConnectOptions options = new WebSocketConnectOptions()
                    .setHost("localhost")
                    .setPort(node.http())
                    .setURI("/v1/stream")
                    .addSubProtocol(Stream.PLAYHEAD);
            opened.add(client.connect(options).compose(socket -> {
                socket.textMessageHandler(this::count);
                return socket.writeTextMessage(SUBSCRIBE);
            }));
        }
        Future.all(opened).toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    private void count(String frame) {
        if (frame.startsWith("{\"op\":\"caughtUp\"")) {
            caughtUp.incrementAndGet();
        } else if (frame.startsWith("{\"op\":\"events\"")) {
            int at = frame.indexOf("\"recorded\":");
            for (; at >= 0; at = frame.indexOf("\"recorded\":", at + 1)) {
                delivered.incrementAndGet();
            }
        }
    }
}
