package dev.playhead.ws;

import static dev.playhead.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Consumers that start before their topic is there. */
final class EarlyConsumerTest {
    private final StreamFixture fixture = new StreamFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/topics/early/stream?credit=9",
                "/v1/topics/early/stream?credit=9&from=earliest",
                "/v1/topics/early/stream?credit=9&from=2023-11-01T00:00:00Z",
                "/v1/topics/early/stream?credit=9&group=billing"
            })
    void shouldGetTheFirstEventWhenTheStreamBeganBeforeTheTopic(String path) {
        StreamClient client = fixture.connect(path);
        client.awaitFrame("subscribed");
        fixture.put("early", 0, 1);

        client.awaitEvents(1);

        assertThat(client.ids()).containsExactly(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"op\":\"subscribe\",\"topics\":[\"early\",\"later\"],\"credit\":9}",
                "{\"op\":\"subscribe\",\"topics\":[\"early\"],\"credit\":9,\"group\":\"billing\",\"from\":\"latest\"}"
            })
    void shouldGetTheFirstEventWhenTheFrameNamesATopicThatIsNotThere(String frame) {
        StreamClient client = fixture.subscribe(frame);
        client.awaitFrame("subscribed");
        fixture.put("early", 0, 1);

        client.awaitEvents(1);

        assertThat(client.ids()).containsExactly(1);
    }

    @Test
    void shouldSendBareEventsWhenTheTopicComesLater() {
        StreamClient client = fixture.connect("/v1/topics/early/stream", "cloudevents.json");
        eventually("the stream is open", () -> fixture.delivery.subscriptions() == 1);
        fixture.put("early", 0, 1);

        eventually("the event has come", () -> !client.messages().isEmpty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/topics/early/stream?credit=9",
                "/v1/topics/early/stream?credit=9&group=billing",
                "/v1/topics/early/stream?credit=9&to=now"
            })
    void shouldSayThatARetryHelpsWhenTopicsAreNotMadeByTheirUse(String path) {
        fixture.log.autoCreate(false);
        StreamClient client = fixture.connect(path);
        JsonObject problem = client.awaitFrame("problem");

        assertThat(problem.getString("code")).isEqualTo("topic_not_found");
        assertThat(problem.getBoolean("retryable")).isTrue();
        assertThat(client.awaitClose()).as("try again later").isEqualTo(1013);

        fixture.log.topic("early", 1);
        StreamClient again = fixture.connect(path);
        again.awaitFrame("subscribed");
    }

    @Test
    void shouldMakeNoTopicWhenTheStreamHasAnEndOrGoesOnInADeletedOne() {
        fixture.log.topic("early", 1);
        StreamClient before = fixture.connect("/v1/topics/early/stream");
        String token = before.awaitFrame("subscribed").getString("token");
        fixture.log.delete("early");

        for (String query : new String[] {"to=now", "from=" + token}) {
            StreamClient client = fixture.connect("/v1/topics/early/stream?" + query);
            assertThat(client.awaitFrame("problem").getBoolean("retryable"))
                    .as(query)
                    .isTrue();
        }
        assertThat(fixture.log.cached("early")).isNull();
    }
}
