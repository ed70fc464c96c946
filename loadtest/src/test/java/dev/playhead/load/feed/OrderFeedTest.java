package dev.playhead.load.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class OrderFeedTest {

    @Test
    void shouldTakeOrdersThroughTheirStepsOnlyWhenFollowed() {
        for (long seed = 0; seed < 50; seed++) {
            OrderFeed feed = new OrderFeed(seed, 256);
            Map<String, OrderFeed.Step> steps = new HashMap<>();
            for (int i = 0; i < 2000; i++) {
                Draft draft = feed.next();
                String name = draft.type().substring("order.".length()).toUpperCase(Locale.ROOT);
                OrderFeed.Step step = OrderFeed.Step.valueOf(name);
                OrderFeed.Step before = steps.put(draft.subject(), step);
                assertThat(
                                before == null
                                        ? step == OrderFeed.Step.PLACED
                                        : before.next().contains(step))
                        .as("seed " + seed + ": " + draft.subject() + " from " + before + " to " + step)
                        .isTrue();
            }
        }
    }

    @Test
    void shouldGiveTheSameWhenTheSeedIsTheSame() {
        OrderFeed one = new OrderFeed(7, 256);
        OrderFeed other = new OrderFeed(7, 256);
        for (int i = 0; i < 1000; i++) {
            assertThat(one.next()).isEqualTo(other.next());
        }
    }

    @Test
    void shouldBeAnEventOfAboutTheSizeAskedForWhenWritten() {
        String event = new OrderFeed(1, 400).next().event("id-1");

        assertThat(event.length()).isBetween(350, 450);
        assertThat(new JsonObject(event).getString("id")).isEqualTo("id-1");
        assertThat(new JsonObject(event).getString("type")).isEqualTo("order.placed");
    }
}
